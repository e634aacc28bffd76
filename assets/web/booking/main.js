// Appointments (S9): booked in three taps, the day's diary beside it.
// Promises: what was saved is on the page with its code before anybody hangs
// up. Never: shows a name or a phone to somebody who may not book.
import { html, useEffect, useLayoutEffect, useState } from '../vendor/preact.js';
import { openFeed } from '../common/feed.js';
import { keepFocus, useEscape } from '../common/keyboard.js';
import { StaffPage } from '../common/staff.js';
import { start } from '../common/start.js';
import { t } from '../common/text.js';
import { clock, useTick } from '../common/time.js';
import { Home, LangSwitch, LinkNotice, LinkPill, Notice } from '../common/widgets.js';
import { Diary, One } from './diary.js';
import { Made, Make } from './make.js';

function Clock() { return html`<span class="digits">${clock(useTick())}</span>`; }

/** The kiosk's picture: whoever may book sees it, the contact centre too. */
function usePicture(onSignedOut) {
  const [feed, setFeed] = useState({ link: 'connecting', picture: null });
  useLayoutEffect(() => {
    const stream = openFeed('kiosk', setFeed, { mayReload: () => !document.querySelector('.who-form') });
    return () => stream.close();
  }, []);
  useEffect(() => { if (feed.link === 'refused') onSignedOut(t('sign-again')); }, [feed.link]);
  return feed;
}

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const feed = usePicture(onSignedOut);
  const [open, setOpen] = useState({ kind: 'make', n: 0 });
  const [turn, setTurn] = useState(0);
  const { picture } = feed;
  const anew = () => setOpen({ kind: 'make', n: turn + 1 });
  useEscape(open.kind === 'made' ? anew : null);
  if (!picture) return html`<p class="fatal">${t('link-connecting')}</p>`;
  const changed = () => setTurn((n) => n + 1);
  return html`<div class="booking">
    <header class="top"><${Home} session=${session} /><span class="place"><${Clock} /></span><span class="place">${t('page-booking')}</span><${LinkPill} feed=${feed} /><span class="who">${session.name}</span><span class="space"></span>
      ${picture.mode === 'live' && html`<span class="pill warn">${t('mode-live')}</span>`}
      <${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill out" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <div class="notices"><${LinkNotice} feed=${feed} advice=${t('booking-link-advice')} />${picture.mode === 'live' && html`<${Notice} level="warn"><span class="grow">${t('booking-live')}</span><//>`}</div>
    <main class="sides">
      <section class="panel">
        ${open.kind === 'make' && html`<${Make} key=${open.n} picture=${picture} onMade=${(made) => { setOpen({ kind: 'made', made }); changed(); }} />`}
        ${open.kind === 'made' && html`<${Made} made=${open.made} onNext=${anew} onShow=${(a) => setOpen({ kind: 'one', code: a.code })} />`}
        ${open.kind === 'one' && html`<${One} code=${open.code} onBack=${anew} onChanged=${changed} />`}
      </section>
      <section class="panel"><${Diary} chosen=${open.kind === 'one' ? open.code : null} turn=${turn} onPick=${(a) => setOpen({ kind: 'one', code: a.code })} /></section>
    </main></div>`;
}

keepFocus();
start(() => html`<${StaffPage} Work=${Work} title="page-booking" first=${['hall', 'contact-centre', 'desk', 'head']} />`, { texts: ['booking'] });
