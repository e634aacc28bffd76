// What a manager may do next, and what Enter means now. Pure.
// Promises: exactly one main action in every state of the desk, the one the
// manager needs sixty times a day. Never: sends anything.

/** Can this desk serve this waiting ticket? */
export function canServe(ticket, desk, mode) {
  if (ticket.only_desk !== null && ticket.only_desk !== undefined) return ticket.only_desk === desk.desk;
  return mode === 'live' || !ticket.service || desk.services.includes(ticket.service);
}

/** Those waiting for this desk, in the order of place. */
export const queueOf = (picture, desk) => picture.waiting.filter((w) => canServe(w, desk, picture.mode));

/** Those this desk has put aside, the longest first. */
export const parkedOf = (picture, desk) => (picture.parked || []).filter((p) => p.desk === desk.desk);

/** `{main, others}`: the big button and the rest, by the state of the desk. */
export function actionsOf(desk, waitingHere, parkedHere = 0) {
  const parked = parkedHere > 0 ? ['parked'] : [];
  switch (desk.status) {
    case 'closed': return { main: 'open', others: ['more'] };
    case 'free': return { main: 'call-next', others: ['call', ...parked, 'more'] };
    case 'calling': return { main: 'start', others: ['recall', 'no-show', 'return', 'transfer'] };
    case 'serving': return waitingHere > 0
      ? { main: 'finish-next', others: ['finish', 'about', 'transfer', 'park', 'return'] }
      : { main: 'finish', others: ['about', 'transfer', 'park', 'return'] };
    case 'on-break': return { main: 'resume', others: ['more'] };
    default: return { main: null, others: [] };
  }
}

/** The request an action means: path below the desk, body, and whether it calls somebody. `contact`: what the visit was about (S11). */
export function requestOf(action, desk, note = '', contact = null) {
  const finish = desk.status === 'serving' && desk.ticket ? desk.ticket.id : null;
  switch (action) {
    case 'call-next':
    case 'finish-next': return { path: 'call-next', body: { finish, ...(finish ? contact : null) }, calls: true };
    case 'finish': return { path: action, body: contact || {}, calls: false };
    case 'park': return { path: 'park', body: { note: note.trim() || null }, calls: false };
    default: return { path: action, body: {}, calls: false };
  }
}

/** The action a key press means, or null. `event` is a KeyboardEvent outside of any field; `map` comes from keys.js. */
export function actionOfKey(event, others, map) {
  if (event.code === 'Enter' || event.code === 'NumpadEnter') return 'main';
  if (event.code === 'Escape') return 'back';
  const meant = Object.keys(map).filter((name) => map[name].includes(event.code));
  return meant.find((name) => others.includes(name)) || (meant.includes('more') ? 'more' : null);
}

/** The digit of a key press, or null. */
export const digitOf = (event) => (/^[0-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey ? event.key : null);
