// Whether everything is well, in the doctor's words, and who did or saw what.
import { html, useEffect, useState } from '../vendor/preact.js';
import { Problem, get } from '../common/api.js';
import { StaffPage } from '../common/staff.js';
import { start } from '../common/start.js';
import { language, t } from '../common/text.js';
import { clock, setClock } from '../common/time.js';
import { Home, LangSwitch, Notice } from '../common/widgets.js';

const MARKS = { ok: '✓', note: '·', warn: '!', bad: '✗' };
const WORST_FIRST = ['bad', 'warn', 'note', 'ok'];
const AGAIN_MS = 5000; // what did not answer is asked again

/** Asks `path`, again until it is answered; `take` gets the answer. What is wrong now, or null. */
function useAnswer(path, take, onSignedOut) {
  const [trouble, setTrouble] = useState(null);
  useEffect(() => {
    let timerId = 0;
    let gone = false;
    const ask = () => get(path).then((found) => { if (!gone) { setTrouble(null); take(found); } }, (error) => {
      if (gone) return;
      if (error instanceof Problem && error.status === 401) { onSignedOut(t('sign-again')); return; }
      setTrouble(error instanceof Problem ? error.message : t('sign-unreachable'));
      timerId = setTimeout(ask, AGAIN_MS);
    });
    ask();
    return () => { gone = true; clearTimeout(timerId); };
  }, [path]);
  return trouble;
}

const Trouble = ({ text }) => text && html`<${Notice} level="warn"><span class="grow">${text}</span><//>`;
const Looking = ({ trouble }) => (trouble ? html`<${Trouble} text=${trouble} />` : html`<p class="empty">${t('doctor-looking')}</p>`);

function Findings({ onSignedOut }) {
  const [told, setTold] = useState(null);
  const trouble = useAnswer('/api/v1/doctor', setTold, onSignedOut);
  if (!told) return html`<${Looking} trouble=${trouble} />`;
  const sorted = [...told].sort((a, b) => WORST_FIRST.indexOf(a.level) - WORST_FIRST.indexOf(b.level));
  return html`<ul class="findings">${sorted.map((f) => html`<li key=${f.check + f.text} class=${f.level}><b class="mark" aria-hidden="true">${MARKS[f.level]}</b><div><span class="hidden">${t(`doctor-level-${f.level}`)}: </span>${f.text}${f.advice && html`<p>${f.advice}</p>`}</div></li>`)}</ul>`;
}

/** "2026-11-25" of an office moment. */
function dateOf(atMs, offsetMin) {
  return new Date(atMs + offsetMin * 60000).toISOString().slice(0, 10);
}

function Acts({ onSignedOut }) {
  const [acts, setActs] = useState(null);
  const [by, setBy] = useState('');
  const [before, setBefore] = useState(null);
  const [older, setOlder] = useState(null);
  const [offset, setOffset] = useState(0);
  const query = new URLSearchParams({ ...(before ? { before } : {}), ...(by ? { by } : {}) });
  const trouble = useAnswer(`/api/v1/audit?${query}`, (page) => {
    setClock(page.now_ms, page.utc_offset_min);
    setOffset(page.utc_offset_min);
    setActs(before ? [...acts, ...page.acts] : page.acts);
    setOlder(page.before || null);
  }, onSignedOut);
  const only = (name) => { setBefore(null); setBy(name); };
  if (!acts) return html`<${Looking} trouble=${trouble} />`;
  const today = dateOf(Date.now(), offset);
  const monthAgo = dateOf(Date.now() - 30 * 86400000, offset);
  return html`<div class="row">
      <p class="muted grow">${by ? html`${t('audit-only', { name: (acts[0] && acts[0].by_name) || by })} <button type="button" class="btn small" onClick=${() => only('')}>${t('audit-all')}</button>` : t('audit-hint')}</p>
      <a class="btn small" href=${`/api/v1/audit.csv?from=${monthAgo}&to=${today}`} download>${t('audit-csv')}</a></div>
    <div class="table"><table><thead><tr><th scope="col">${t('audit-when')}</th><th scope="col">${t('audit-who')}</th><th scope="col">${t('audit-what')}</th><th scope="col">${t('audit-about')}</th></tr></thead>
    <tbody>${acts.map((a) => html`<tr key=${`${a.seq}-${a.act}-${a.about}`}><td class="digits">${dateOf(a.at_ms, offset) === today ? '' : `${dateOf(a.at_ms, offset)} `}${clock(a.at_ms)}</td>
      <td><button type="button" class="link-btn" onClick=${() => only(a.by)}>${a.by_name}</button></td><td>${a.text}</td><td>${a.about_text}</td></tr>`)}</tbody></table></div>
    <${Trouble} text=${trouble} />
    ${acts.length === 0 && html`<p class="empty">${t('audit-none')}</p>`}
    ${older && html`<div class="row"><button type="button" class="btn" onClick=${() => setBefore(older)}>${t('audit-older')}</button></div>`}`;
}

function Work({ session, onLanguage, onSignedOut, onSignOut }) {
  const [turn, setTurn] = useState(0);
  return html`<div class="doctor"><header class="top"><${Home} session=${session} /><span class="place">${t('page-doctor')}</span><span class="who">${session.name}</span><span class="space"></span>
      <button type="button" class="pill" onClick=${() => setTurn((n) => n + 1)}>${t('doctor-again')}</button>
      <${LangSwitch} onChange=${() => { onLanguage(); setTurn((n) => n + 1); }} /><button type="button" class="pill" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <main lang=${language()}><section class="panel"><h1>${t('doctor-well')}</h1><${Findings} key=${turn} onSignedOut=${onSignedOut} /></section>
      <section class="panel"><h1>${t('audit-title')}</h1><${Acts} key=${turn} onSignedOut=${onSignedOut} /></section></main></div>`;
}

start(() => html`<${StaffPage} Work=${Work} title="page-doctor" first=${['admin', 'head']} />`, { texts: ['audit'] });
