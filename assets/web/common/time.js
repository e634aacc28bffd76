// The office's time on this screen: the server's clock, carried on locally.
// Promises: timers go on ticking with the link away, and a wrong clock on an
// office PC changes nothing. Never: reads the PC's time zone.
import { useEffect, useState } from '../vendor/preact.js';

// Not the PC's wall clock: somebody may set it while the page is open.
const here = () => performance.now();

// The server's clock was set back if a picture is behind by more than this; less
// is a picture's age on the way, or that of one drawn before we came.
const SET_BACK_MS = 60000;
let offsetMs = null;
let zoneMin = 0;

/** A link was opened: `dateMs` is what its answer says about the time, to the second, or NaN. */
export function startClock(dateMs) {
  if (Number.isFinite(dateMs)) offsetMs = dateMs - here();
}

/** Takes the server's time from a picture. What arrives is never ahead of the
 * server, so the furthest ahead is the truest. */
export function setClock(nowMs, utcOffsetMin) {
  const offset = nowMs - here();
  if (offsetMs === null || offset > offsetMs || offset < offsetMs - SET_BACK_MS) offsetMs = offset;
  zoneMin = utcOffsetMin;
}

/** Milliseconds since the epoch as the server counts them. */
export const now = () => (offsetMs === null ? Date.now() : here() + offsetMs);

const two = (n) => String(n).padStart(2, '0');

/** A moment on the office's wall clock: "11:31". */
export function clock(ms) {
  const date = new Date(ms + zoneMin * 60000);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** A moment of any day: "11:31" today, "26.11, 11:31" before, with the year if it was another. */
export function stamp(ms) {
  const date = new Date(ms + zoneMin * 60000);
  const today = new Date(now() + zoneMin * 60000);
  const day = `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}`;
  if (date.getUTCFullYear() !== today.getUTCFullYear()) return `${day}.${date.getUTCFullYear()}, ${clock(ms)}`;
  return date.toISOString().slice(0, 10) === today.toISOString().slice(0, 10) ? clock(ms) : `${day}, ${clock(ms)}`;
}

/** A span as a timer: "04:12", from an hour on "1:04:12". */
export function timer(spanMs) {
  const all = Math.max(0, Math.floor(spanMs / 1000));
  const hours = Math.floor(all / 3600);
  const rest = `${two(Math.floor((all % 3600) / 60))}:${two(all % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** Whole minutes of a span, rounded down as people do. */
export const minutes = (spanMs) => Math.max(0, Math.floor(spanMs / 60000));

// Everything that ticks with the full second ticks at once: a page with forty
// waits is laid out once a second, not forty times.
const turns = new Set();
let beatId = 0;
function waitForSecond() {
  clearTimeout(beatId);
  // Five milliseconds late, so that the second has surely turned.
  if (turns.size > 0) beatId = setTimeout(() => { turns.forEach((turn) => turn()); waitForSecond(); }, 1005 - (now() % 1000));
}
function together(turn) {
  turns.add(turn);
  if (turns.size === 1) waitForSecond();
  return () => { turns.delete(turn); if (turns.size === 0) clearTimeout(beatId); };
}

/** Draws its component anew with every second, counted from `phaseMs`. */
export function useTick(phaseMs = 0, everyMs = 1000) {
  const [, turn] = useState(0);
  useEffect(() => {
    if (phaseMs === 0 && everyMs === 1000) return together(() => turn((n) => n + 1));
    let timerId = 0;
    // Five milliseconds late, so that the second has surely turned.
    const rest = () => everyMs - ((((now() - phaseMs) % everyMs) + everyMs) % everyMs) + 5;
    const beat = () => {
      turn((n) => n + 1);
      timerId = setTimeout(beat, rest());
    };
    timerId = setTimeout(beat, rest());
    return () => clearTimeout(timerId);
  }, [phaseMs, everyMs]);
  return now();
}
