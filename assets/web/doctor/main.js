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

function Findings({ onTrouble, turn }) {
  const [told, setTold] = useState(null);
  useEffect(() => { get('/api/v1/doctor').then(setTold).catch(onTrouble); }, [turn]);
  if (!told) return html`<p class="empty">${t('doctor-looking')}</p>`;
  const sorted = [...told].sort((a, b) => WORST_FIRST.indexOf(a.level) - WORST_FIRST.indexOf(b.level));
  return html`<ul class="findings">${sorted.map((f) => html`<li key=${f.check + f.text} class=${f.level}><b class="mark" aria-hidden="true">${MARKS[f.level]}</b><div><span class="hidden">${t(`doctor-level-${f.level}`)}: </span>${f.text}${f.advice && html`<p>${f.advice}</p>`}</div></li>`)}</ul>`;
}

/** "2026-11-25" of an office moment. */
function dateOf(atMs, offsetMin) {
  return new Date(atMs + offsetMin * 60000).toISOString().slice(0, 10);
}

function Acts({ onTrouble, turn }) {
  const [acts, setActs] = useState(null);
  const [by, setBy] = useState('');
  const [older, setOlder] = useState(null);
  const [offset, setOffset] = useState(0);
  async function load(before) {
    const query = new URLSearchParams();
    if (before) query.set('before', before);
    if (by) query.set('by', by);
    try {
      const page = await get(`/api/v1/audit?${query}`);
      setClock(page.now_ms, page.utc_offset_min);
      setOffset(page.utc_offset_min);
      setActs((had) => (before ? [...(had || []), ...page.acts] : page.acts));
      setOlder(page.before || null);
    } catch (error) { onTrouble(error); }
  }
  useEffect(() => { load(null); }, [turn, by]);
  if (!acts) return html`<p class="empty">${t('doctor-looking')}</p>`;
  const today = dateOf(Date.now(), offset);
  const monthAgo = dateOf(Date.now() - 30 * 86400000, offset);
  return html`<div class="row">
      <p class="muted grow">${by ? html`${t('audit-only', { name: (acts[0] && acts[0].by_name) || by })} <button type="button" class="btn small" onClick=${() => setBy('')}>${t('audit-all')}</button>` : t('audit-hint')}</p>
      <a class="btn small" href=${`/api/v1/audit.csv?from=${monthAgo}&to=${today}`} download>${t('audit-csv')}</a></div>
    <div class="table"><table><thead><tr><th scope="col">${t('audit-when')}</th><th scope="col">${t('audit-who')}</th><th scope="col">${t('audit-what')}</th><th scope="col">${t('audit-about')}</th></tr></thead>
    <tbody>${acts.map((a) => html`<tr key=${`${a.seq}-${a.act}-${a.about}`}><td class="digits">${dateOf(a.at_ms, offset) === today ? '' : `${dateOf(a.at_ms, offset)} `}${clock(a.at_ms)}</td>
      <td><button type="button" class="link-btn" onClick=${() => setBy(a.by)}>${a.by_name}</button></td><td>${a.text}</td><td class="digits">${a.about}</td></tr>`)}</tbody></table></div>
    ${acts.length === 0 && html`<p class="empty">${t('audit-none')}</p>`}
    ${older && html`<div class="row"><button type="button" class="btn" onClick=${() => load(older)}>${t('audit-older')}</button></div>`}`;
}

function Work({ session, onLanguage, onSignedOut, onSignOut }) {
  const [turn, setTurn] = useState(0);
  const [trouble, setTrouble] = useState(null);
  function onTrouble(error) {
    if (error instanceof Problem && error.status === 401) onSignedOut(t('sign-again'));
    else setTrouble(error instanceof Problem ? error.message : t('sign-unreachable'));
  }
  return html`<div class="doctor"><header class="top"><${Home} session=${session} /><span class="place">${t('page-doctor')}</span><span class="who">${session.name}</span><span class="space"></span>
      <button type="button" class="pill" onClick=${() => { setTrouble(null); setTurn((n) => n + 1); }}>${t('doctor-again')}</button>
      <${LangSwitch} onChange=${() => { onLanguage(); setTurn((n) => n + 1); }} /><button type="button" class="pill" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <div aria-live="polite">${trouble && html`<${Notice} level="bad">${trouble}<//>`}</div>
    <main lang=${language()}><section class="panel"><h1>${t('doctor-well')}</h1><${Findings} onTrouble=${onTrouble} turn=${turn} /></section>
      <section class="panel"><h1>${t('audit-title')}</h1><${Acts} onTrouble=${onTrouble} turn=${turn} /></section></main></div>`;
}

start(() => html`<${StaffPage} Work=${Work} title="page-doctor" first=${['admin', 'head']} />`, { texts: ['audit'] });
