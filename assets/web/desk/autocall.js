// Calling by itself when the desk is free: a countdown that a key stops.
// Promises: off unless the office or the manager wants it; one call a countdown.
// Never: calls while a panel is open, a command is under way or the link is away.
import { useEffect, useRef, useState } from '../vendor/preact.js';
import { useTick } from '../common/time.js';

const OWN_S = 5; // chosen by the manager where the office sets no time
const AGAIN_S = 15; // after nobody could be called: someone may be on a pause

const place = (account) => `talon.auto.${account}`;

/** How many seconds a free desk waits, by the office and this account's own choice; 0: it does not call by itself. */
export function autoSeconds(account, desk) {
  let own = null;
  try { own = localStorage.getItem(place(account)); } catch { /* nothing kept */ }
  const office = desk.auto_call_s || 0;
  if (own === 'off') return 0;
  return own === 'on' ? office || OWN_S : office;
}

export function keepAuto(account, on) {
  try { localStorage.setItem(place(account), on ? 'on' : 'off'); } catch { /* for this view only */ }
}

/** `{left, stop}`: seconds left of the countdown (null: none), and «not now». */
export function useAutoCall({ seconds, ready, empty, call }) {
  const [until, setUntil] = useState(null);
  const stopped = useRef(false);
  const at = useTick(0);
  useEffect(() => {
    if (!ready) { stopped.current = false; setUntil(null); } else if (seconds > 0 && !stopped.current && until === null) {
      setUntil(at + (empty ? Math.max(seconds, AGAIN_S) : seconds) * 1000);
    }
  });
  useEffect(() => {
    if (until !== null && ready && at >= until) { setUntil(null); call(); }
  }, [at]);
  const left = until === null || !ready ? null : Math.max(1, Math.ceil((until - at) / 1000));
  return { left, stop() { stopped.current = true; setUntil(null); } };
}
