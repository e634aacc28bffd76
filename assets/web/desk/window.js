// The small window above all others (document picture-in-picture), where the
// browser has it: who is here, since when, and the one big button.
import { html, render, useEffect, useRef } from '../vendor/preact.js';
import { t } from '../common/text.js';
import { Num, Timer } from '../common/widgets.js';

/** Browsers give it to safe addresses only: https, or this very computer. */
export const hasSmallWindow = () => 'documentPictureInPicture' in window;

export async function openSmallWindow() {
  const small = await window.documentPictureInPicture.requestWindow({ width: 340, height: 190 });
  document.querySelectorAll('link[rel=stylesheet]').forEach((link) => {
    const copy = small.document.createElement('link');
    copy.rel = 'stylesheet';
    copy.href = link.href;
    small.document.head.appendChild(copy);
  });
  small.document.documentElement.lang = document.documentElement.lang;
  small.document.title = document.title;
  return small;
}

function Small({ desk, queue, main, busy, up, act }) {
  return html`<div class="mini"><p><b>${t('desk-n', { desk: desk.desk })}</b> <span>${up ? t('title-queue', { count: queue.length }) : t('link-lost')}</span></p>
    <h1>${desk.ticket ? html`<${Num} of=${desk.ticket.number} />` : t(`desk-status-${desk.status}`)}</h1>
    <p><${Timer} since=${desk.since_ms} /></p>
    <button type="button" class="btn main" disabled=${busy} onClick=${act}>${t(`action-${main}`)}</button></div>`;
}

/** Draws into the small window while it is open. */
export function SmallWindow({ small, onClosed, ...props }) {
  const closed = useRef(onClosed);
  closed.current = onClosed;
  useEffect(() => {
    const gone = () => closed.current();
    small.addEventListener('pagehide', gone);
    return () => { small.removeEventListener('pagehide', gone); render(null, small.document.body); small.close(); };
  }, [small]);
  useEffect(() => { render(html`<${Small} ...${props} />`, small.document.body); });
  return null;
}
