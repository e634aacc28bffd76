// A TV or tablet is connected: it shows a code and waits to be confirmed.
// Promises: never stops by itself; a code that ran out is followed by a new one.
// Never: holds its key where a script could read it, it comes as a cookie.
import { html, useEffect, useState } from '../vendor/preact.js';
import { Problem, request } from '../common/api.js';
import { start } from '../common/start.js';
import { t } from '../common/text.js';

const PAIRINGS = '/api/v1/pairings';
const DONE_MS = 2500; // long enough to read the name from across the hall
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Shows codes until one is confirmed; `alive` says whether the page still wants it. */
async function pair(show, alive) {
  while (alive()) {
    try {
      const { body: asked } = await request('POST', PAIRINGS, { body: { screen: 'board' } });
      show({ code: asked.code });
      const given = await confirmed(asked, show, alive);
      if (given) {
        show({ done: given.name });
        await pause(DONE_MS);
        location.replace('/board');
        return;
      }
    } catch {
      show({ lost: true });
      await pause(3000);
    }
  }
}

/** Null when the code ran out. */
async function confirmed(asked, show, alive) {
  while (alive()) {
    await pause(asked.poll_s * 1000);
    try {
      const answer = await request('POST', `${PAIRINGS}/claim`, { body: { secret: asked.secret, cookie: true } });
      show({ code: asked.code });
      if (answer.status === 200) return answer.body;
    } catch (error) {
      if (error instanceof Problem && error.status === 410) return null;
      show({ code: asked.code, lost: true });
    }
  }
  return null;
}

function Pair() {
  const [shown, setShown] = useState({});
  useEffect(() => {
    let wanted = true;
    pair(setShown, () => wanted);
    return () => { wanted = false; };
  }, []);
  useEffect(() => { document.title = t('page-pair'); });
  return html`<main class="pair"><h1>${t('page-pair')}</h1>
    ${shown.code && html`<p>${t('pair-code')}</p><output class="code" data-code=${shown.code}>${shown.code.slice(0, 3)} ${shown.code.slice(3)}</output><p>${t('pair-how')}</p><p class="muted">${t('pair-new')}</p>`}
    ${shown.done && html`<p class="done" role="status">${t('pair-done', { name: shown.done })}</p>`}
    <p class="lost" role="status">${shown.lost ? t('pair-lost') : ''}</p></main>`;
}

start(Pair, { texts: ['admin'] });
