// Keys of programs and of screens elsewhere: given, confirmed by a code, taken back.
// Promises: a key is on the page until somebody says it was copied, and nowhere else.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/preact.js';
import { Problem, get, request } from '../common/api.js';
import { useEscape } from '../common/keyboard.js';
import { language, t } from '../common/text.js';
import { Notice } from '../common/widgets.js';

const PASSES = '/api/v1/passes';
const PAIRINGS = '/api/v1/pairings';
/** The roles a program may have, the most harmless first. */
const ROLES = ['watch', 'reports', 'kiosk', 'contact-centre', 'board'];
const moment = (ms) => new Date(ms).toLocaleString(language() === 'ru' ? 'ru-RU' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** What comes in place of the pressed button takes the focus, so that keys go on; not on the first view. */
function useNextFocus(what) {
  const field = useRef(null);
  const before = useRef(what);
  useLayoutEffect(() => {
    if (before.current !== what && field.current) field.current.focus();
    before.current = what;
  }, [what]);
  return field;
}

function Screen({ run, onChange }) {
  const [code, setCode] = useState('');
  const [found, setFound] = useState(null);
  const [name, setName] = useState('');
  const [paired, setPaired] = useState(null);
  const field = useNextFocus(found !== null);
  useEscape(found ? () => setFound(null) : null);
  const look = (event) => { event.preventDefault(); setPaired(null); run(async () => setFound((await request('POST', `${PAIRINGS}/look`, { body: { code } })).body)); };
  const confirm = (event) => {
    event.preventDefault();
    run(async () => {
      const { body } = await request('POST', `${PAIRINGS}/confirm`, { body: { code, name } }).catch((error) => {
        if (error instanceof Problem && error.code === 'no-such-pairing') setFound(null); // it ran out: another code is typed, the name stays
        throw error;
      });
      setPaired(body.name); setFound(null); setCode(''); setName('');
      await onChange();
    });
  };
  return html`<h2>${t('pass-screen')}</h2><p class="hint">${t('pass-screen-hint', { address: `${location.origin}/pair` })}</p>
    ${paired && html`<${Notice}><span class="grow">${t('pass-paired', { name: paired })}</span><//>`}
    ${!found && html`<form class="ask" onSubmit=${look}><label class="row" for="pair-code"><span>${t('pass-code')}</span>
      <input id="pair-code" ref=${field} class="field code" inputmode="numeric" autocomplete="off" required maxlength="12" value=${code} onInput=${(e) => setCode(e.target.value)} /></label>
      <button class="btn main" data-action="look">${t('pass-look')}</button></form>`}
    ${found && html`<form class="ask" onSubmit=${confirm}><p class="found">${t('pass-found', { role: t(`role-${found.role}`), from: found.from })}</p>
      <label class="row" for="pair-name"><span>${t('pass-screen-name')}</span>
      <input id="pair-name" ref=${field} class="field" autocomplete="off" required maxlength="40" placeholder=${t('pass-screen-example')} value=${name} onInput=${(e) => setName(e.target.value)} /></label>
      <button class="btn main" data-action="confirm">${t('pass-confirm')}</button><button type="button" class="btn" onClick=${() => setFound(null)}>${t('pass-back')}</button></form>`}`;
}

function Program({ run, onChange }) {
  const fresh = { name: '', role: ROLES[0], days: '' };
  const [wanted, setWanted] = useState(fresh);
  const [given, setGiven] = useState(null);
  const set = (key) => (event) => setWanted({ ...wanted, [key]: event.target.value });
  const give = (event) => {
    event.preventDefault();
    run(async () => {
      const body = { name: wanted.name, role: wanted.role, ...(wanted.days ? { days: Number(wanted.days) } : {}) };
      setGiven((await request('POST', PASSES, { body })).body);
      setWanted(fresh);
      await onChange();
    });
  };
  return html`<h2>${t('pass-program')}</h2>
    ${given ? html`<div class="given" role="status"><p><b>${t('pass-token', { name: given.pass.name })}</b></p><output class="token" tabindex="0" data-token>${given.token}</output><p class="hint">${t('pass-token-once')}</p>
      <button type="button" class="btn main" data-action="kept" onClick=${() => setGiven(null)}>${t('pass-token-kept')}</button></div>`
    : html`<form class="ask" onSubmit=${give}><label class="row" for="pass-name"><span>${t('pass-name')}</span>
      <input id="pass-name" class="field" autocomplete="off" required maxlength="40" value=${wanted.name} onInput=${set('name')} /></label>
      <label class="row" for="pass-role"><span>${t('pass-may')}</span><select id="pass-role" class="field" value=${wanted.role} onChange=${set('role')}>${ROLES.map((role) => html`<option key=${role} value=${role}>${t(`pass-role-${role}`)}</option>`)}</select></label>
      <label class="row days" for="pass-days"><span>${t('pass-days')}</span><input id="pass-days" class="field" type="number" min="1" max="3650" value=${wanted.days} onInput=${set('days')} /></label>
      <button class="btn main" data-action="give">${t('pass-give')}</button></form>`}`;
}

function Given({ pass, run, onChange }) {
  const [sure, setSure] = useState(false);
  const button = useNextFocus(sure);
  useEscape(sure ? () => setSure(false) : null);
  const takeBack = () => run(async () => { await request('DELETE', `${PASSES}/${pass.id}`); await onChange(); });
  return html`<li class="item pass" data-pass=${pass.name}><div class="grow"><b>${pass.name}</b> <span class="may">${t(`pass-role-${pass.role}`)}</span>
      <p class="hint">${t('pass-made', { by: pass.made_by, when: moment(pass.made_ms) })} · ${pass.until_ms ? t('pass-until', { when: moment(pass.until_ms) }) : t('pass-endless')} · ${pass.heard_ms ? t('pass-heard', { when: moment(pass.heard_ms) }) : t('pass-unheard')}</p></div>
    ${sure ? html`<span class="hint">${t('pass-take-back-sure', { name: pass.name })}</span><button type="button" class="btn bad" data-action="take-back" onClick=${takeBack}>${t('pass-take-back-do')}</button><button type="button" class="btn" ref=${button} onClick=${() => setSure(false)}>${t('pass-keep')}</button>`
    : html`<button type="button" class="btn" ref=${button} data-action="ask-back" onClick=${() => setSure(true)}>${t('pass-take-back')}</button>`}</li>`;
}

/** `run` carries one request: it shows what went wrong, and leads to signing in again. */
export function Passes({ run }) {
  const [passes, setPasses] = useState(null);
  const load = async () => setPasses(await get(PASSES));
  useEffect(() => { run(load); }, []);
  return html`<div class="passes"><p class="hint">${t('pass-hint')}</p><${Screen} run=${run} onChange=${load} /><${Program} run=${run} onChange=${load} />
    <h2>${t('pass-list')}</h2>${passes && passes.length === 0 && html`<p class="empty">${t('pass-none')}</p>`}
    <ul class="items">${(passes || []).map((pass) => html`<${Given} key=${pass.id} pass=${pass} run=${run} onChange=${load} />`)}</ul></div>`;
}
