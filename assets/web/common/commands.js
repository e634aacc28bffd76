// The page's hand: one intent at a time, each under a key of its own.
// Promises: a double press never becomes two intents; what the link swallowed
// is sent again under the same key once the link is back (the server answers a
// known key with the answer it gave), with the desk's revision as pressed, so
// that it does nothing to a desk that has changed; says what became of it.
// Never: sends a kept intent after KEEP_MS: by then the moment has passed.
import { Problem, Unreachable, request } from './api.js';
import { now } from './time.js';

const KEEP_MS = 120000; // two minutes: the visitor at the desk is still the same one
const PAUSE_MS = 1000; // between tries while the feed is up but the command found no way
const TRIES = 5; // per return of the link
const SAID_NO = ['needs-database', 'people-unavailable']; // 503, and yet an answer: asking again at once changes nothing
const SETTLE_MS = 1500; // how long to wait for the picture that shows what was done

/** A key nobody else has: 128 random bits in hex. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * `tell(state)` hears `{intent, phase, outcome}`: phase is "idle", "sending" or
 * "kept" (the link is away); outcome is null or `{kind, intent, problem, body}`
 * with kind "done", "empty" (204), "refused" (problem) or "stale".
 */
export function openCommands(tell, { keepAs = null } = {}) {
  let state = { intent: null, phase: 'idle', outcome: null };
  let linkUp = false;
  let tries = 0;
  let timerId = 0;
  let settled = null;

  const set = (change) => { state = { ...state, ...change }; tell(state); };
  const keep = (intent) => {
    if (!keepAs) return;
    if (intent) sessionStorage.setItem(keepAs, JSON.stringify(intent));
    else sessionStorage.removeItem(keepAs);
  };

  function end(outcome) {
    keep(null);
    clearTimeout(timerId);
    settled = null;
    set({ intent: null, phase: 'idle', outcome });
  }

  async function send() {
    const { intent } = state;
    if (!intent) return;
    if (now() - intent.at > KEEP_MS) { end({ kind: 'stale', intent }); return; }
    const early = (intent.notBefore || 0) - now();
    if (early > 0) { timerId = setTimeout(send, early); return; }
    set({ phase: 'sending' });
    tries += 1;
    const headers = { 'Idempotency-Key': intent.key };
    if (intent.revision !== undefined && intent.revision !== null) headers['If-Match'] = `"${intent.revision}"`;
    try {
      const answer = await request(intent.method, intent.path, { body: intent.body || {}, headers });
      if (state.intent !== intent) return;
      settle(intent, { kind: answer.status === 204 ? 'empty' : 'done', intent, body: answer.body });
    } catch (error) {
      if (state.intent !== intent) return;
      const away = error instanceof Unreachable || (error instanceof Problem && error.status >= 502 && !SAID_NO.includes(error.code));
      if (!away) { end({ kind: error.status === 412 ? 'stale' : 'refused', intent, problem: error }); return; }
      set({ phase: 'kept' });
      if (linkUp && tries < TRIES) timerId = setTimeout(send, PAUSE_MS);
      else timerId = setTimeout(expire, Math.max(0, intent.at + KEEP_MS - now()));
    }
  }

  function expire() { if (state.intent) end({ kind: 'stale', intent: state.intent }); }

  // The answer is here, the picture may follow: until it shows the change, the
  // page must not offer the next press on what is no longer true.
  function settle(intent, outcome) {
    if (outcome.kind === 'empty' || !intent.shows) { end(outcome); return; }
    settled = outcome;
    timerId = setTimeout(() => end(outcome), SETTLE_MS);
    if (intent.seen) end(outcome);
  }

  return {
    /** True when the intent was taken; false while another one is under way. */
    press({ name, args, method = 'POST', path, body, revision, notBefore, shows = true }) {
      if (state.intent) return false;
      tries = 0;
      const intent = { key: newKey(), name, args, method, path, body, revision, notBefore, shows, at: now() };
      keep(intent);
      set({ intent, phase: 'sending', outcome: null });
      send();
      return true;
    },
    /** A new picture: the desk's revision now, or null if the page shows no one desk. */
    picture(revision) {
      const { intent } = state;
      if (!intent || intent.revision === undefined) return;
      if (revision !== intent.revision) {
        intent.seen = true;
        if (settled) end(settled);
      }
    },
    /** The link came or went. */
    link(up) {
      const returned = up && !linkUp;
      linkUp = up;
      if (returned && state.intent && state.phase === 'kept') { clearTimeout(timerId); tries = 0; send(); }
    },
    /** Drops what was kept and not sent. */
    drop() { if (state.intent && state.phase === 'kept') end(null); },
    /** Takes a message off the screen. */
    forget() { if (state.outcome) set({ outcome: null }); },
    /** What a reload of the page interrupted goes on. */
    resume() {
      const text = keepAs && sessionStorage.getItem(keepAs);
      if (!text || state.intent) return;
      try {
        const intent = JSON.parse(text);
        set({ intent, phase: 'kept', outcome: null });
        if (linkUp) send();
      } catch { keep(null); }
    },
  };
}
