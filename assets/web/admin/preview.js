// The ticket as the form would have it: both papers, drawn by the office from
// the bytes that would go to the printer. Nothing is saved.
import { html, useEffect, useState } from '../vendor/preact.js';
import { language, t } from '../common/text.js';

const PAUSE_MS = 350; // a person's pause between two keys
const PAPERS = [
  { width_mm: 80, text: false },
  { width_mm: 58, text: false },
  { width_mm: 80, text: true },
];

/** A picture as data, or the office's word why there is none. */
async function drawn(paper, changes, speaks, signal) {
  const answer = await fetch('/api/v1/admin/ticket-preview', {
    method: 'POST',
    signal,
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language() },
    body: JSON.stringify({ ...paper, changes, language: speaks }),
  });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  const blob = await answer.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = reject;
    reader.readAsDataURL(blob);
  });
}

export function TicketPreview({ changes, languages }) {
  const [pictures, setPictures] = useState([]);
  const [trouble, setTrouble] = useState('');
  const [speaks, setSpeaks] = useState(languages[0]);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setPictures(await Promise.all(PAPERS.map((paper) => drawn(paper, changes, speaks, abort.signal))));
        setTrouble('');
      } catch (error) {
        if (!abort.signal.aborted) setTrouble(error.message || t('sign-unreachable'));
      }
    }, PAUSE_MS);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [JSON.stringify(changes), speaks]);
  return html`<section class="ticket-preview" aria-label=${t('admin-ticket-preview')}><h2>${t('admin-ticket-preview')}</h2>
    ${languages.length > 1 && html`<p class="speaks">${languages.map((l) => html`<button type="button" key=${l} class=${l === speaks ? 'tab chosen' : 'tab'} aria-pressed=${String(l === speaks)} onClick=${() => setSpeaks(l)}>${l.toUpperCase()}</button>`)}</p>`}
    ${trouble && html`<p class="error" role="status">${trouble}</p>`}
    <div class="papers">${pictures.map((data, i) => html`<figure key=${i}><img src=${data} style=${`width:${PAPERS[i].width_mm * 4}px`} alt=${t('admin-ticket-paper', { width: PAPERS[i].width_mm })} />
      <figcaption>${t(PAPERS[i].text ? 'admin-ticket-text' : 'admin-ticket-paper', { width: PAPERS[i].width_mm })}</figcaption></figure>`)}</div></section>`;
}
