// The preview printer: the last slips as they would lie in the tray, newest first.
// Promises: refreshes by itself while somebody looks. Never: prints.
import { html, useEffect, useState } from './vendor/preact.js';
import { get } from './common/api.js';
import { start } from './common/start.js';
import { spaced, t } from './common/text.js';
import { clock, setClock } from './common/time.js';
import { LangSwitch } from './common/widgets.js';

const EVERY_MS = 1500; // a slip is seen while the person still stands at the kiosk

function Printer() {
  const [slips, setSlips] = useState(null);
  const [lost, setLost] = useState(false);
  const [, turn] = useState(0);
  useEffect(() => {
    let timerId = 0;
    // The office's time zone, once: slips carry plain moments.
    get('/api/v1/board').then((b) => setClock(b.now_ms, b.utc_offset_min)).catch(() => {});
    const look = async () => {
      if (document.visibilityState !== 'hidden') {
        try { setSlips(await get('/api/v1/printer/slips')); setLost(false); } catch { setLost(true); }
      }
      timerId = setTimeout(look, EVERY_MS);
    };
    look();
    return () => clearTimeout(timerId);
  }, []);
  return html`<header class="top"><span class="place">${t('page-printer')}</span>${lost && html`<span class="pill bad" role="status">${t('link-lost')}</span>`}<span class="space"></span><${LangSwitch} onChange=${() => turn((n) => n + 1)} /></header>
    <main class="tray"><h1>${t('printer-title')}</h1><p>${t('printer-guide')}</p>
      ${slips && slips.length === 0 && html`<p class="none">${t('printer-empty')}</p>`}
      <ol>${(slips || []).map((s) => html`<li key=${s.id}><figure><img src=${`/api/v1/printer/slips/${encodeURIComponent(s.id)}.png`} alt=${t('printer-slip', { number: spaced(s.number) || '—', time: clock(s.at_ms) })} />
        <figcaption>${[spaced(s.number), clock(s.at_ms)].filter(Boolean).join(' · ')}</figcaption></figure></li>`)}</ol></main>`;
}

start(Printer);
