// Who sits here: the session, and the page to sign in with one's own PIN.
// Promises: works by mouse, touch, keyboard and numeric pad; the error stands by
// the PIN. Never: keeps the PIN longer than the request that carries it.
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { Problem, get, request } from './api.js';
import { ReserveAsked } from './reserve.js';
import { t } from './text.js';
import { LangSwitch } from './widgets.js';

const LAST = 'talon.account';
const PIN_MAX = 12; // longer than any PIN an office hands out

/** The session: null while asking, false when nobody is signed in. */
export function useSession() {
  const [session, setSession] = useState(null);
  useEffect(() => {
    let gone = false;
    async function ask() {
      try {
        const found = await get('/api/v1/session');
        if (!gone) setSession(found);
      } catch (error) {
        if (gone) return;
        if (error instanceof Problem && error.status < 500) setSession(false);
        else setTimeout(ask, 1500); // the server is away: ask again, nobody can sign in meanwhile
      }
    }
    ask();
    return () => { gone = true; };
  }, []);
  return [session, setSession];
}

/** The next person at this computer is somebody else: nobody is chosen beforehand. */
export function forgetAccount() {
  try { localStorage.removeItem(LAST); } catch { /* nothing was remembered */ }
}

export async function signOut() {
  try { await request('DELETE', '/api/v1/session'); } catch { /* the cookie dies with the day */ }
}

function Pin({ account, onSigned, demoPin }) {
  const [pin, setPin] = useState('');
  const [said, setSaid] = useState(null);
  const [busy, setBusy] = useState(false);
  const field = useRef(null);
  useEffect(() => { setPin(''); setSaid(null); if (field.current) field.current.focus(); }, [account]);

  async function enter(event) {
    event.preventDefault();
    if (busy || !pin || !account) return;
    setBusy(true);
    try {
      const answer = await request('POST', '/api/v1/session', { body: { account: account.account, pin } });
      try { localStorage.setItem(LAST, account.account); } catch { /* then not remembered */ }
      onSigned(answer.body);
    } catch (error) {
      setSaid(error instanceof Problem ? (error.code === 'http-401' ? t('sign-wrong') : error.message) : t('sign-unreachable'));
      setPin('');
      if (field.current) field.current.focus();
    } finally {
      setBusy(false);
    }
  }
  const type = (digit) => { setPin((p) => (p + digit).slice(0, PIN_MAX)); setSaid(null); };
  return html`<form class="panel pin" onSubmit=${enter}>
    <label for="pin"><h1>${t('sign-pin')}</h1></label>
    <input id="pin" ref=${field} type="password" inputmode="numeric" autocomplete="off" maxlength=${PIN_MAX} value=${pin}
      disabled=${!account} aria-invalid=${said ? 'true' : 'false'} aria-describedby="pin-said"
      onInput=${(e) => { setPin(e.target.value); setSaid(null); }} />
    <p id="pin-said" class=${said ? 'said bad' : 'said'} role="alert">${said || (demoPin ? t('sign-demo-pin', { pin: demoPin }) : account ? t('sign-pin-hint') : t('sign-choose-first'))}</p>
    <div class="keypad">
      ${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((d) => html`<button type="button" class="btn" tabindex="-1" disabled=${!account} onClick=${() => type(d)}>${d}</button>`)}
      <button type="button" class="btn" tabindex="-1" disabled=${!account} aria-label=${t('sign-erase')} onClick=${() => setPin((p) => p.slice(0, -1))}>
        <svg width="28" height="20" viewBox="0 0 28 20" aria-hidden="true"><path d="M8 1h18v18H8L1 10zM13 6l8 8m0-8-8 8" fill="none" stroke="currentColor" stroke-width="2" /></svg></button>
      <button type="button" class="btn" tabindex="-1" disabled=${!account} onClick=${() => type('0')}>0</button>
      <button type="submit" class="btn main" disabled=${busy || !account}>${t('sign-enter')}</button>
    </div>
  </form>`;
}

/** The page to sign in; `first` names the roles that stand on top of the list. */
export function SignIn({ title, first, onSigned, onLanguage, note }) {
  const [people, setPeople] = useState(null);
  const [chosen, setChosen] = useState(null);
  useEffect(() => {
    let again = 0;
    const load = () => get('/api/v1/accounts').then((list) => {
      const rank = (a) => { const i = first.indexOf(a.role); return i < 0 ? first.length : i; };
      list.sort((a, b) => rank(a) - rank(b));
      setPeople(list);
      let last = null;
      try { last = localStorage.getItem(LAST); } catch { /* nothing remembered */ }
      setChosen(list.find((a) => a.account === last) || null);
    }).catch(() => { again = setTimeout(load, 1500); });
    load();
    return () => clearTimeout(again);
  }, []);
  // On the pad alone: + and − walk the list while no PIN is typed, a digit picks
  // from it while nobody is chosen.
  useEffect(() => {
    const onKey = (event) => {
      if (!people || event.ctrlKey || event.altKey || event.metaKey) return;
      const typed = document.activeElement && document.activeElement.id === 'pin' && document.activeElement.value;
      const step = { NumpadAdd: 1, NumpadSubtract: -1, ArrowDown: 1, ArrowUp: -1 }[event.code];
      const digit = /^[1-9]$/.test(event.key) && !chosen ? people[Number(event.key) - 1] : null;
      const at = people.indexOf(chosen);
      const next = digit || (step && !typed ? people[(Math.max(at, step > 0 ? -1 : 0) + step + people.length) % people.length] : null);
      if (next) { event.preventDefault(); setChosen(next); }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  return html`<div class="sign">
    <header class="top"><span class="place">${title}</span><span class="space"></span><${LangSwitch} onChange=${onLanguage} /></header>
    <main>
      <section class="panel people"><h1>${t('sign-who')}</h1>
        ${note && html`<p class="notice warn">${note}</p>`}
        <${ReserveAsked} />
        ${!people && html`<p>${t('link-connecting')}</p>`}
        <ul>${(people || []).map((a, i) => html`<li key=${a.account}><button type="button" class=${chosen === a ? 'btn chosen' : 'btn'} aria-pressed=${String(chosen === a)}
          data-account=${a.account} onClick=${() => setChosen(a)}><span>${i < 9 && html`<span class="code">${i + 1}</span> `}${a.name}</span><span class="role">${t(`role-${a.role}`)}</span></button></li>`)}</ul>
      </section>
      <${Pin} account=${chosen} onSigned=${onSigned} demoPin=${chosen && chosen.demo_pin} />
    </main></div>`;
}
