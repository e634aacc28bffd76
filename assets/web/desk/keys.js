// The key map: which key and which pad key mean which action, kept in this
// browser for each account. Pure but for the storage.
// Promises: two actions of one moment never share a key; what is kept broken is
// ignored. Never: takes Enter, Escape, digits, or a key the browser needs.

/** Action → [key, pad key], as KeyboardEvent.code. F1, F5, F6, F11 and F12 belong to the browser. */
export const DEFAULT_KEYS = {
  recall: ['F2', 'NumpadMultiply'],
  park: ['F2', 'NumpadMultiply'],
  parked: ['F2', 'NumpadMultiply'],
  finish: ['F3', 'NumpadSubtract'],
  about: ['F10', ''],
  transfer: ['F4', 'NumpadAdd'],
  return: ['F7', 'NumpadDecimal'],
  'no-show': ['F8', 'NumpadSubtract'],
  more: ['F9', 'NumpadDivide'],
  undo: ['Backspace', ''],
};

export const ACTIONS = Object.keys(DEFAULT_KEYS);

// Actions that can be offered at the same time: they must not share a key.
const TOGETHER = [
  ['recall', 'no-show', 'return', 'transfer', 'more', 'undo'],
  ['park', 'finish', 'about', 'return', 'transfer', 'more', 'undo'],
  ['parked', 'more', 'undo'],
];

const TAKEN = /^(Enter|NumpadEnter|Escape|Tab|Space|Digit\d|Numpad\d|F1|F5|F6|F11|F12|Arrow.*|Shift.*|Control.*|Alt.*|Meta.*|CapsLock|NumLock)$/;
const PAD = /^Numpad/;
const SIGNS = { NumpadMultiply: '*', NumpadSubtract: '−', NumpadAdd: '+', NumpadDecimal: '.', NumpadDivide: '/' };

/** How a key is written on a button. */
export const keyName = (code) => SIGNS[code] || code.replace(/^(Key|Numpad)/, '');

/** "F2 · *" */
export const keysText = (map, action) => (map[action] || []).filter(Boolean).map(keyName).join(' · ');

/** May this key be given to an action? */
export const isFree = (code) => Boolean(code) && !TAKEN.test(code);

/** The map after `code` was given to `action`: whoever held it at the same moment gets the old key. */
export function assign(map, action, code) {
  const slot = PAD.test(code) ? 1 : 0;
  const next = Object.fromEntries(Object.entries(map).map(([name, keys]) => [name, keys.slice()]));
  const before = next[action][slot];
  TOGETHER.filter((group) => group.includes(action)).flat().forEach((name) => {
    if (name !== action && next[name][slot] === code) next[name][slot] = before;
  });
  next[action][slot] = code;
  return next;
}

const place = (account) => `talon.keys.${account}`;

/** The map this account uses in this browser. */
export function loadKeys(account) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(account)) || '{}');
    const good = (keys) => Array.isArray(keys) && keys.length === 2 && keys.every((k) => k === '' || isFree(k));
    return Object.fromEntries(ACTIONS.map((name) => [name, good(kept[name]) ? kept[name] : DEFAULT_KEYS[name]]));
  } catch { return DEFAULT_KEYS; }
}

/** Keeps the map; `null` brings the shipped one back. */
export function keepKeys(account, map) {
  try {
    if (map) localStorage.setItem(place(account), JSON.stringify(map));
    else localStorage.removeItem(place(account));
  } catch { /* then for this view only */ }
}
