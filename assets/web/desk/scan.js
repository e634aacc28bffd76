// A ticket's QR from a hand scanner, which types like a very fast keyboard.
// Promises: the keyboard's layout does not matter; what a person types is left
// alone. Never: keeps a scan longer than the moment it takes.

const GAP_MS = 60; // a scanner's keys are 1–30 ms apart, a fast typist's 80 and more
const LEAST = 12; // "2026-11-22-A" and more: shorter is no ticket
const TICKET = /^(\d{4}-\d{2}-\d{2})-([0-9A-Z]{0,5}[A-Z])(\d{3,4})$/;

// Letters that look alike in both alphabets, as on number plates; J stands for the live queue's series.
const TWINS = { A: '\u0410', B: '\u0412', E: '\u0415', K: '\u041a', M: '\u041c', H: '\u041d', O: '\u041e', P: '\u0420', C: '\u0421', T: '\u0422', Y: '\u0423', X: '\u0425', J: '\u0416' };

/** "2026-11-22-A012" as `{date, number}` with the Cyrillic letters, or null. */
export function readTicket(text) {
  const found = TICKET.exec(text);
  if (!found) return null;
  const series = found[2].replace(/[A-Z]/g, (letter) => TWINS[letter] || letter);
  return { date: found[1], number: series + found[3] };
}

/** The sign of a key by its place on the keyboard, whatever layout is on. */
export function signOf(code) {
  const plain = /^(?:Key|Digit|Numpad)([0-9A-Z])$/.exec(code);
  if (plain) return plain[1];
  return code === 'Minus' || code === 'NumpadSubtract' ? '-' : null;
}

/**
 * A listener for keydown events. `key(event)` says what came of the key:
 * null (a person's), "eaten" (part of a scan), or `{date, number}`.
 */
export function openScanner() {
  let text = '';
  let last = 0;
  return {
    key({ code, timeStamp }) {
      const fast = timeStamp - last <= GAP_MS;
      last = timeStamp;
      if (code === 'Enter' || code === 'NumpadEnter') {
        const ticket = fast && text.length >= LEAST ? readTicket(text) : null;
        text = '';
        return ticket;
      }
      if (/^(Shift|Control|Alt)/.test(code)) return null;
      const sign = signOf(code);
      if (!sign) { text = ''; return null; }
      text = fast ? text + sign : sign;
      // A person has not typed this many signs within a breath.
      return text.length >= 5 ? 'eaten' : null;
    },
  };
}
