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

// The name of each action, its key, and its key on a numeric pad. F1, F5, F6,
// F11 and F12 belong to the browser.
export const KEYS = {
  recall: { key: 'F2', pad: '*' },
  finish: { key: 'F3', pad: '−' },
  transfer: { key: 'F4', pad: '+' },
  return: { key: 'F7', pad: '.' },
  'no-show': { key: 'F8', pad: '−' },
  call: { key: '0–9', pad: '' },
  more: { key: 'F9', pad: '/' },
};

/** `{main, others}`: the big button and the rest, by the state of the desk. */
export function actionsOf(desk, waitingHere) {
  switch (desk.status) {
    case 'closed': return { main: 'open', others: ['more'] };
    case 'free': return { main: 'call-next', others: ['call', 'more'] };
    case 'calling': return { main: 'start', others: ['recall', 'no-show', 'return', 'transfer'] };
    case 'serving': return waitingHere > 0
      ? { main: 'finish-next', others: ['finish', 'transfer', 'return'] }
      : { main: 'finish', others: ['transfer', 'return'] };
    case 'on-break': return { main: 'resume', others: ['more'] };
    default: return { main: null, others: [] };
  }
}

/** The request an action means: path below the desk, body, and whether it calls somebody. */
export function requestOf(action, desk) {
  const finish = desk.status === 'serving' && desk.ticket ? desk.ticket.id : null;
  switch (action) {
    case 'call-next':
    case 'finish-next': return { path: 'call-next', body: { finish }, calls: true };
    default: return { path: action, body: {}, calls: false };
  }
}

/** The action a key press means, or null. `event` is a KeyboardEvent outside of any field. */
export function actionOfKey(event, others) {
  const has = (name) => (others.includes(name) ? name : null);
  switch (event.code) {
    case 'Enter':
    case 'NumpadEnter': return 'main';
    case 'Escape': return 'back';
    case 'F2':
    case 'NumpadMultiply': return has('recall');
    case 'F3': return has('finish');
    case 'F8': return has('no-show');
    case 'NumpadSubtract': return has('no-show') || has('finish');
    case 'F4':
    case 'NumpadAdd': return has('transfer');
    case 'F7':
    case 'NumpadDecimal': return has('return');
    case 'F9':
    case 'NumpadDivide': return 'more';
    default: return null;
  }
}

/** The digit of a key press, or null. */
export const digitOf = (event) => (/^[0-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey ? event.key : null);
