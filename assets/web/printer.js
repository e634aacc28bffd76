// The preview printer: the last slips as they would lie in the tray, newest first.
// Promises: refreshes by itself while somebody looks; other computers sign in
// first, except in the demo. Never: prints.
import { html, useEffect, useState } from './vendor/preact.js';
import { Problem, get } from './common/api.js';
import { SignIn, useSession } from './common/signin.js';
import { start } from './common/start.js';
import { spaced, t } from './common/text.js';
import { clock, setClock } from './common/time.js';
import { LangSwitch } from './common/widgets.js';

const EVERY_MS = 1500; // a slip is seen while the person still stands at the kiosk

function Printer() {
  const [session, setSession] = useSession();
  const [slips, setSlips] = useState(null);
  const [lost, setLost] = useState(false);
  const [refused, setRefused] = useState(null);
  const [, turn] = useState(0);
  const redraw = () => turn((n) => n + 1);
  useEffect(() => {
    let timerId = 0;
    let isShut = false; // until somebody signs in there is nothing to ask
    // The office's time zone, once: slips carry plain moments.
    get('/api/v1/board').then((b) => setClock(b.now_ms, b.utc_offset_min)).catch(() => {});
    const look = async () => {
      if (document.visibilityState !== 'hidden') {
        try {
          setSlips(await get('/api/v1/printer/slips'));
          setLost(false);
          setRefused(null);
        } catch (error) {
          const isRefusal = error instanceof Problem && (error.status === 401 || error.status === 403);
          setRefused(isRefusal ? error : null);
          setLost(!isRefusal);
          isShut = isRefusal && error.status === 401;
        }
      }
      if (!isShut) timerId = setTimeout(look, EVERY_MS);
    };
    look();
    return () => clearTimeout(timerId);
  }, [session]);
  if (refused && refused.status === 401) return html`<${SignIn} title=${t('page-printer')} first=${['hall', 'head', 'admin']} onLanguage=${redraw} onSigned=${(s) => { setRefused(null); setSession(s); }} />`;
  return html`<header class="top"><span class="place">${t('page-printer')}</span>${lost && html`<span class="pill bad" role="status">${t('link-lost')}</span>`}<span class="space"></span><${LangSwitch} onChange=${redraw} /></header>
    <main class="tray"><h1>${t('printer-title')}</h1><p>${refused ? refused.message : t('printer-guide')}</p>
      ${slips && slips.length === 0 && html`<p class="none">${t('printer-empty')}</p>`}
      <ol>${(refused ? [] : slips || []).map((s) => html`<li key=${s.id}><figure><img src=${`/api/v1/printer/slips/${encodeURIComponent(s.id)}.png`} alt=${t('printer-slip', { number: spaced(s.number) || '—', time: clock(s.at_ms) })} />
        <figcaption>${[spaced(s.number), clock(s.at_ms)].filter(Boolean).join(' · ')}</figcaption></figure></li>`)}</ol></main>`;
}

start(Printer);
