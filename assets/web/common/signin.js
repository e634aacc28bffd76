// Who sits here: the session, and the page to sign in with one's own PIN or
// password and to change it. Promises: works by mouse, touch, keyboard and, with a
// PIN, numeric pad; the error stands by the field. Never: keeps a secret longer
// than the form that holds it.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/preact.js';
import { Problem, get, request } from './api.js';
import { ReserveAsked } from './reserve.js';
import { t } from './text.js';
import { LangSwitch } from './widgets.js';

const LAST = 'talon.account';
const PIN_MAX = 12;
const PASSWORD_MAX = 128;

// Asked as soon as this script is there: the answer comes while the texts do.
let early = get('/api/v1/session');
early.catch(() => {}); // told to whoever asks

/** The session: null while asking, false when nobody is signed in. */
export function useSession() {
  const [session, setSession] = useState(null);
  useLayoutEffect(() => {
    let gone = false;
    async function ask() {
      const answer = early || get('/api/v1/session');
      early = null;
      try {
        const found = await answer;
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

// Only the field itself differs: digits for a keypad, anything for a keyboard.
function SecretField({ id, kind, field, value, onInput, disabled, bad, described, fresh }) {
  return kind === 'pin'
    ? html`<input id=${id} ref=${field} class="secret digits" type="password" inputmode="numeric" autocomplete="off" maxlength=${PIN_MAX} value=${value}
        disabled=${disabled} aria-invalid=${bad} aria-describedby=${described} onInput=${onInput} />`
    : html`<input id=${id} ref=${field} class="secret" type="password" autocomplete=${fresh ? 'new-password' : 'current-password'} maxlength=${PASSWORD_MAX} value=${value}
        disabled=${disabled} aria-invalid=${bad} aria-describedby=${described} onInput=${onInput} />`;
}

// Whoever the company's directory knows may type its password: a keypad is not enough.
const typed = (account) => (account.directory || account.secret === 'password' ? 'password' : 'pin');
const hintOf = (account) => (!account.directory ? account.secret : account.secret === 'pin' ? 'directory-or-pin' : 'directory');

const told = (error) => (error instanceof Problem ? (error.code === 'http-401' ? t('sign-wrong') : error.message) : t('sign-unreachable'));

function Secret({ account, onSigned, onRenew, said: before }) {
  const kind = account ? typed(account) : 'pin';
  const [secret, setSecret] = useState('');
  const [said, setSaid] = useState(null);
  const [busy, setBusy] = useState(false);
  const field = useRef(null);
  // Layout effects: the next key may come before the browser has painted this.
  const chosen = account ? account.account : null;
  useLayoutEffect(() => { setSecret(''); setSaid(null); if (field.current) field.current.focus(); }, [chosen]);

  async function enter(event) {
    event.preventDefault();
    // What stands in the field: Enter may come before the last digit was drawn.
    const given = field.current.value;
    if (busy || !given || !account) return;
    setBusy(true);
    try {
      const answer = await request('POST', '/api/v1/session', { body: { account: account.account, pin: given } });
      try { localStorage.setItem(LAST, account.account); } catch { /* then not remembered */ }
      onSigned(answer.body);
    } catch (error) {
      if (error instanceof Problem && error.code === 'renew-secret') { onRenew(given, error.message); return; }
      setSaid(told(error));
      setSecret('');
      if (field.current) field.current.focus();
    } finally {
      setBusy(false);
    }
  }
  const type = (digit) => { setSecret((s) => (s + digit).slice(0, PIN_MAX)); setSaid(null); };
  const hint = before || (account && account.demo_pin ? t(`sign-demo-${kind}`, { pin: account.demo_pin }) : account ? t(`sign-${hintOf(account)}-hint`) : t('sign-choose-first'));
  return html`<form class="panel pin" onSubmit=${enter}>
    <label for="pin"><h1>${t(`sign-${kind}`)}</h1></label>
    <${SecretField} id="pin" kind=${kind} field=${field} value=${secret} disabled=${!account} bad=${said ? 'true' : 'false'} described="pin-said"
      onInput=${(e) => { setSecret(e.target.value); setSaid(null); }} />
    <p id="pin-said" class=${said ? 'said bad' : 'said'} role="alert">${said || hint}</p>
    ${kind === 'pin' ? html`<div class="keypad">
      ${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((d) => html`<button type="button" class="btn" tabindex="-1" disabled=${!account} onClick=${() => type(d)}>${d}</button>`)}
      <button type="button" class="btn" tabindex="-1" disabled=${!account} aria-label=${t('sign-erase')} onClick=${() => setSecret((s) => s.slice(0, -1))}>
        <svg width="28" height="20" viewBox="0 0 28 20" aria-hidden="true"><path d="M8 1h18v18H8L1 10zM13 6l8 8m0-8-8 8" fill="none" stroke="currentColor" stroke-width="2" /></svg></button>
      <button type="button" class="btn" tabindex="-1" disabled=${!account} onClick=${() => type('0')}>0</button>
      <button type="submit" class="btn main" disabled=${busy || !account}>${t('sign-enter')}</button>
    </div>` : html`<button type="submit" class="btn main wide" disabled=${busy}>${t('sign-enter')}</button>`}
    ${account && account.next_secret && html`<button type="button" class="link-btn renew" onClick=${() => onRenew('', null)}>${t(`sign-change-${account.next_secret}`)}</button>`}
  </form>`;
}

/** One's own new PIN or password: the old one, the new one, the new one again. */
function Renew({ account, now: known, why, onDone, onBack }) {
  const kind = account.next_secret;
  const [values, setValues] = useState({ now: known, new: '', again: '' });
  const [said, setSaid] = useState(null);
  const [busy, setBusy] = useState(false);
  const fields = { now: useRef(null), new: useRef(null), again: useRef(null) };
  const focus = (name) => { if (fields[name].current) fields[name].current.focus(); };
  useLayoutEffect(() => focus(known ? 'new' : 'now'), []);

  // Enter walks the fields and does the rest at the end: a numeric pad is enough.
  async function enter(event) {
    event.preventDefault();
    const empty = ['now', 'new', 'again'].find((name) => !values[name]);
    if (busy) return;
    if (empty) { focus(empty); return; }
    if (values.new !== values.again) {
      setSaid(t('sign-differs'));
      setValues({ ...values, again: '' });
      focus('again');
      return;
    }
    setBusy(true);
    try {
      await request('POST', '/api/v1/session/secret', { body: { account: account.account, now: values.now, new: values.new } });
      onDone(t(`sign-changed-${kind}`));
    } catch (error) {
      setSaid(told(error));
      const isOld = error instanceof Problem && error.status === 401;
      setValues(isOld ? { ...values, now: '' } : { ...values, new: '', again: '' });
      focus(isOld ? 'now' : 'new');
    } finally {
      setBusy(false);
    }
  }
  const row = (name, of) => html`<label for=${`secret-${name}`}>${t(`sign-${name}-${of}`)}</label>
    <${SecretField} id=${`secret-${name}`} kind=${of} field=${fields[name]} fresh=${name !== 'now'} value=${values[name]} disabled=${false} bad=${said ? 'true' : 'false'} described="secret-said"
      onInput=${(e) => { setValues({ ...values, [name]: e.target.value }); setSaid(null); }} />`;
  return html`<form class="panel pin" onSubmit=${enter}>
    <h1>${t(`sign-change-${kind}`)}</h1>
    <p id="secret-said" class=${said ? 'said bad' : 'said'} role="alert">${said || why || t(`sign-rule-${kind}`)}</p>
    ${row('now', typed(account))}${row('new', kind)}${row('again', kind)}
    <button type="submit" class="btn main wide" disabled=${busy}>${t('sign-save')}</button>
    <button type="button" class="link-btn renew" onClick=${onBack}>${t('sign-back')}</button>
  </form>`;
}

/** The page to sign in; `first` names the roles that stand on top of the list. */
export function SignIn({ title, first, onSigned, onLanguage, note }) {
  const [people, setPeople] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [renewing, setRenewing] = useState(null); // { now, why } while the secret is changed
  const [changed, setChanged] = useState(null);
  const choose = (account) => { setChosen(account); setRenewing(null); setChanged(null); };
  useEffect(() => {
    let again = 0;
    const load = () => get('/api/v1/accounts').then((list) => {
      const rank = (a) => { const i = first.indexOf(a.role); return i < 0 ? first.length : i; };
      list.sort((a, b) => rank(a) - rank(b));
      setPeople(list);
      let last = null;
      try { last = localStorage.getItem(LAST); } catch { /* nothing remembered */ }
      setChosen((was) => list.find((a) => a.account === (was ? was.account : last)) || null);
    }).catch(() => { again = setTimeout(load, 1500); });
    load();
    return () => clearTimeout(again);
  }, [changed]);
  // On the pad alone: + and − walk the list while no PIN is typed, a digit picks
  // from it while nobody is chosen.
  useLayoutEffect(() => {
    const onKey = (event) => {
      if (!people || renewing || event.ctrlKey || event.altKey || event.metaKey) return;
      const typed = document.activeElement && document.activeElement.id === 'pin' && document.activeElement.value;
      const step = { NumpadAdd: 1, NumpadSubtract: -1, ArrowDown: 1, ArrowUp: -1 }[event.code];
      const digit = /^[1-9]$/.test(event.key) && !chosen ? people[Number(event.key) - 1] : null;
      const at = people.indexOf(chosen);
      const next = digit || (step && !typed ? people[(Math.max(at, step > 0 ? -1 : 0) + step + people.length) % people.length] : null);
      if (next) { event.preventDefault(); choose(next); }
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
          data-account=${a.account} onClick=${() => choose(a)}><span>${i < 9 && html`<span class="code">${i + 1}</span> `}${a.name}</span><span class="role">${t(`role-${a.role}`)}</span></button></li>`)}</ul>
      </section>
      ${renewing && chosen
    ? html`<${Renew} key=${chosen.account} account=${chosen} now=${renewing.now} why=${renewing.why} onBack=${() => setRenewing(null)} onDone=${(text) => { setRenewing(null); setChanged(text); }} />`
    : html`<${Secret} account=${chosen} onSigned=${onSigned} said=${changed} onRenew=${(now, why) => { setChanged(null); setRenewing({ now, why }); }} />`}
    </main></div>`;
}
