// The page's ear: one stream of pictures from the server, read with fetch.
// Promises: notices a dead link within 5 s even if nobody closed it, says why,
// comes back by itself for ever, and knows when the server became another build.
// Never: sends anything, or hides what it last knew.
import { language } from './text.js';
import { now, setClock, startClock } from './time.js';
import { setTarget } from './widgets.js';

const SILENCE_MS = 5000; // the server beats every 2 s: two beats missed
const CONNECT_MS = 1500;
const PAUSE_MS = [200, 900]; // within a second of the link's return, and spread, so that an office does not come back at once
const BUILD_RELOAD_MS = 30000; // never more often: two servers behind one name must not flap the page

/**
 * Opens the feed. `tell(state)` hears every change of
 * `{link: "connecting"|"up"|"lost"|"refused", why, since, picture, pictureAt}`.
 */
export function openFeed(view, tell, { mayReload = () => true } = {}) {
  let state = { link: 'connecting', why: null, since: now(), picture: null, pictureAt: 0 };
  let abort = null;
  let lastHeard = 0;
  let build = null;
  let again = 0;
  let closed = false;
  let awaitsReload = false;

  const set = (change) => { state = { ...state, ...change }; tell(state); };

  function lost(why) {
    if (closed) return;
    if (abort) abort.abort();
    abort = null;
    if (state.link !== 'lost' || state.why !== why) {
      set({ link: 'lost', why, since: state.link === 'lost' ? state.since : now() });
    }
    clearTimeout(again);
    again = setTimeout(connect, PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
  }

  function heard(event, data) {
    if (event === 'hello') {
      const hello = JSON.parse(data);
      if (build !== null && hello.build !== build) awaitsReload = true;
      build = hello.build;
      // Nothing was missed: what is on the screen is what the server knows.
      if (state.picture && hello.seq === state.picture.seq) set({ link: 'up', why: null, since: now() });
    } else if (event === 'picture') {
      const picture = JSON.parse(data);
      setClock(picture.now_ms, picture.utc_offset_min);
      if (picture.target_min) setTarget(picture.target_min);
      set({ link: 'up', why: null, since: state.link === 'up' ? state.since : now(), picture, pictureAt: now() });
    }
    if (state.link !== 'up' && state.picture && event === 'beat') set({ link: 'up', why: null, since: now() });
    if (awaitsReload && mayReload()) reload();
  }

  function reload() {
    awaitsReload = false;
    const before = Number(sessionStorage.getItem('talon.reloaded') || 0);
    if (Date.now() - before < BUILD_RELOAD_MS) return;
    sessionStorage.setItem('talon.reloaded', String(Date.now()));
    location.reload();
  }

  async function connect() {
    if (closed || abort) return;
    const mine = new AbortController();
    abort = mine;
    const deadline = setTimeout(() => { if (abort === mine) lost('no-answer'); }, CONNECT_MS);
    try {
      const headers = { Accept: 'text/event-stream', 'Accept-Language': language() };
      const answer = await fetch(`/api/v1/feed?view=${view}`, { headers, signal: mine.signal, cache: 'no-store' });
      clearTimeout(deadline);
      if (answer.status === 401 || answer.status === 403) {
        abort = null;
        set({ link: 'refused', why: String(answer.status), since: now() });
        return;
      }
      if (!answer.ok || !answer.body) throw new Error(`refused-${answer.status}`);
      lastHeard = Date.now();
      startClock(Date.parse(answer.headers.get('date')));
      await listen(answer.body.getReader(), mine);
      if (abort === mine) lost('closed');
    } catch (error) {
      clearTimeout(deadline);
      if (abort !== mine) return;
      const refused = /^refused-/.test(error.message);
      lost(navigator.onLine === false ? 'offline' : refused ? 'refused' : 'closed');
    }
  }

  async function listen(reader, mine) {
    const decoder = new TextDecoder();
    let rest = '';
    while (abort === mine) {
      const { done, value } = await reader.read();
      if (done || abort !== mine) return;
      lastHeard = Date.now();
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop();
      blocks.forEach(take);
    }
  }

  function take(block) {
    let event = 'message';
    const data = [];
    for (const line of block.split(/\r?\n/)) {
      const cut = line.indexOf(':');
      if (cut === 0) continue;
      const name = cut < 0 ? line : line.slice(0, cut);
      const value = cut < 0 ? '' : line.slice(cut + 1).replace(/^ /, '');
      if (name === 'event') event = value;
      else if (name === 'data') data.push(value);
    }
    heard(event, data.join('\n'));
  }

  function watch() {
    if (abort && state.link === 'up' && Date.now() - lastHeard > SILENCE_MS) lost('silent');
    else if (abort && lastHeard && state.link !== 'up' && Date.now() - lastHeard > SILENCE_MS) lost('silent');
  }

  /** Looks at once instead of waiting for the pause: after waking, or back online. */
  function look() {
    if (closed || document.visibilityState === 'hidden') return;
    watch();
    if (!abort && state.link === 'lost') { clearTimeout(again); connect(); }
  }

  const offline = () => lost('offline');
  const watchdog = setInterval(watch, 500);
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', look);
  window.addEventListener('offline', offline);
  connect();
  return {
    close() {
      closed = true;
      clearInterval(watchdog);
      clearTimeout(again);
      if (abort) abort.abort();
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
      window.removeEventListener('offline', offline);
    },
  };
}
