// How every page begins: texts first, then the page; a page that cannot begin
// says so and tries again by itself.
import { html, render } from '../vendor/preact.js';
import { loadTexts, useAreas } from './text.js';

const AGAIN_MS = 2000; // the server may be restarting: that takes about a second

/** Draws `Page`; `texts` names the language files it needs beside pages.ftl: `['desk']` for desk.ftl. */
export async function start(Page, { texts = [] } = {}) {
  useAreas(texts);
  const root = document.getElementById('page');
  try {
    await loadTexts();
  } catch {
    // No texts yet, so these two sentences live here.
    root.textContent = 'Сервер офиса не отвечает, страница попробует ещё раз сама. · The office server does not answer; the page will try again by itself.';
    setTimeout(() => start(Page, { texts }), AGAIN_MS);
    return;
  }
  root.textContent = '';
  render(html`<${Page} />`, root);
}
