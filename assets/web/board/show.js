// Which calls stand on the board now. Pure: time comes as a parameter.
// Promises: every call is shown, each for at least 5 s however fast they come,
// the newest on top; a missed picture misses no call (CallView.id grows with them);
// whoever is awaited at a desk again (a no-show taken back) is on the board again.
// Never: shows somebody whose visit is over longer than that.

export const ROWS = 5; // one large and four below: digits stay above 1/12 of the screen
export const SHOWN_MS = 5000; // visual.md: a call never vanishes before
export const FLASH_MS = 8000; // visual.md: the newest flashes this long
const APART_MS = 1000; // between two newcomers on top, so that each is seen there
const LIT_BEFORE_MIN = 60; // before opening people stand at the door
const OLD_MS = 120000; // a call missed longer ago, its visitor no longer at a desk, concerns nobody

export const empty = () => ({ lastId: null, waiting: [], rows: [], atDesks: [], admittedAt: 0 });

/** Takes a picture in; gives the next state. */
export function take(state, picture, now) {
  const atDesks = picture.at_desks.slice().sort((a, b) => a.serving - b.serving || b.since_ms - a.since_ms);
  const calls = picture.calls.slice().sort((a, b) => a.id - b.id);
  const lastId = calls.length ? calls[calls.length - 1].id : 0;
  const here = new Set(atDesks.map((a) => a.number));
  const isFresh = state.lastId === null
    ? (c) => now - c.at_ms < FLASH_MS // a moment old when the board is switched on
    : (c) => c.id > state.lastId && (here.has(c.number) || now - c.at_ms < OLD_MS);
  // Taken back before its turn came: nobody is to go there.
  const ids = new Set(calls.map((c) => c.id));
  const waiting = state.waiting.filter((c) => ids.has(c.id) || (calls.length > 0 && c.id < calls[0].id));
  return settle({ ...state, lastId, waiting: waiting.concat(calls.filter(isFresh)), atDesks }, now);
}

/** Lets newcomers in and the departed out, as far as the rules allow now. */
export function settle(state, now) {
  let { waiting, rows, admittedAt } = state;
  const here = new Map(state.atDesks.map((a) => [a.number, a]));
  const asIs = (row) => {
    const at = here.get(row.number);
    return { ...row, gone: !at || at.desk !== row.desk, serving: Boolean(at && at.serving) };
  };
  const done = (row) => now - row.at >= (row.id && row === rows[0] ? FLASH_MS : SHOWN_MS);
  rows = rows.map(asIs);
  rows = rows.filter((row) => !(row.gone && done(row)));
  while (waiting.length > 0 && now - admittedAt >= APART_MS) {
    const [call] = waiting;
    const others = rows.filter((row) => row.number !== call.number);
    if (others.length >= ROWS) {
      const leaver = leaverOf(others, now);
      if (!leaver) break;
      others.splice(others.indexOf(leaver), 1);
    }
    rows = [asIs({ id: call.id, number: call.number, desk: call.desk, again: call.again, at: now, since: call.at_ms })].concat(others);
    waiting = waiting.slice(1);
    admittedAt = now;
  }
  return { ...state, waiting, rows: completed(rows, waiting, state.atDesks, now), admittedAt };
}

/** And those at a desk whose row was given to others: in a free place; the awaited in the place of somebody already served. */
function completed(rows, waiting, atDesks, now) {
  const known = new Set(waiting.concat(rows).map((one) => one.number));
  return atDesks.filter((a) => !known.has(a.number)).reduce((all, a) => {
    const leaver = all.length < ROWS ? null : leaverOf(all, now);
    if (all.length >= ROWS && (a.serving || !leaver || !(leaver.gone || leaver.serving))) return all;
    const row = { id: 0, number: a.number, desk: a.desk, again: false, at: 0, since: a.since_ms, gone: false, serving: a.serving };
    const left = all.filter((one) => one !== leaver);
    const place = left.findIndex((one) => one.since < row.since);
    return place < 0 ? left.concat(row) : [...left.slice(0, place), row, ...left.slice(place)];
  }, rows);
}

/** Who makes room: departed first, then those already being served, then the oldest; nobody under 5 s. */
function leaverOf(rows, now) {
  const may = rows.filter((row) => now - row.at >= SHOWN_MS).reverse();
  return may.find((r) => r.gone) || may.find((r) => r.serving) || may[0] || null;
}

export const flashes = (row, now) => row.id > 0 && now - row.at < FLASH_MS;

/** Nothing to show outside the office's hours, if the office file says so; `time` is the office's, "08:15". */
export function isDark({ dark_when_closed: dark, day }, rows, time) {
  if (!dark || rows.length > 0) return false;
  const minutes = (text) => { const [hour, minute] = text.split(':').map(Number); return 60 * hour + minute; };
  return day.doors === 'closed' || (day.doors === 'before-opening' && minutes(time) + LIT_BEFORE_MIN < minutes(day.opens));
}
