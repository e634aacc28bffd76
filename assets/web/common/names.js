// People's names where room is short. Pure. Never: cuts a surname.
const FITS = 20; // signs that a line of pills leaves to a name
// -vich, -vna, -ichna, -ogly, -kyzy: a patronymic stands last where the surname stands first.
const PATRONYMIC = /(\u0432\u0438\u0447|\u0432\u043d\u0430|\u0438\u0447\u043d\u0430|\u043e\u0433\u043b\u044b|\u043a\u044b\u0437\u044b)$/i;

/** A long name keeps the surname and has initials for the rest. */
export function shortName(name) {
  const words = name.trim().split(/\s+/);
  const isPerson = words.length > 1 && words.every((word) => /^\p{Lu}/u.test(word));
  if (name.length <= FITS || !isPerson) return name;
  const surname = words.length === 3 && PATRONYMIC.test(words[2]) ? words.shift() : words.pop();
  const initials = words.map((word) => `${[...word][0]}.`).join('\u00a0');
  return `${surname}\u00a0${initials}`;
}
