// The admin page: the office file in forms.
// Promises: nothing is saved before its difference was shown; what somebody else
// saved meanwhile is never overwritten; every earlier version is one click away.
// Never: shows a PIN or its hash.
import { html, useEffect, useState } from '../vendor/preact.js';
import { Problem, get, request } from '../common/api.js';
import { keepFocus } from '../common/keyboard.js';
import { StaffPage } from '../common/staff.js';
import { start } from '../common/start.js';
import { language, t } from '../common/text.js';
import { Home, LangSwitch, Notice } from '../common/widgets.js';
import { SECTIONS, changed, withChange } from './fields.js';
import { Section, label } from './form.js';
import { Passes } from './passes.js';
import { TicketPreview } from './preview.js';

const FILE = '/api/v1/admin/office-file';
const said = (error) => (error instanceof Problem ? error.message : t('sign-unreachable'));
const moment = (ms) => new Date(ms).toLocaleString(language() === 'ru' ? 'ru-RU' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Where a finding is: the field's name where a form has it, else the line. */
function placeOf({ line, section, key }) {
  const known = SECTIONS.find((s) => s.id === section);
  const field = known && known.fields.find((f) => f.key === key);
  if (!field) return line > 0 ? t('admin-line', { line }) : '';
  return t('admin-line-field', { line, section: t(`admin-section-${section.replace('_', '-')}`), field: label(section, field) });
}

const Lines = ({ list }) => html`<ul class="findings">${list.map((f) => html`<li key=${`${f.line}${f.what}`} class=${f.level}>
  <b>${placeOf(f)}</b> ${f.what}${f.instead && html` — ${f.instead}`}</li>`)}</ul>`;

/** Mistakes stand open, warnings wait behind a line. */
function Findings({ list }) {
  const wrong = list.filter((f) => f.level === 'error');
  const warnings = list.filter((f) => f.level !== 'error');
  return html`${wrong.length > 0 && html`<${Lines} list=${wrong} />`}
    ${warnings.length > 0 && html`<details class="warnings"><summary>${t('admin-warnings', { count: warnings.length })}</summary><${Lines} list=${warnings} /></details>`}`;
}

function Difference({ seen, onSave, onBack, busy }) {
  const wrong = seen.findings.some((f) => f.level === 'error');
  const outside = seen.left_outside || [];
  const [sure, setSure] = useState(false); // S9: nobody booked is lost silently
  return html`<section class="panel review" aria-label=${t('admin-review')}><h2>${t('admin-review')}</h2>
    <${Findings} list=${seen.findings} />
    ${seen.difference.length === 0 ? html`<p>${t('admin-no-change')}</p>` : html`<pre class="diff" tabindex="0">${seen.difference.map((line, i) => html`<span key=${i} class=${{ '+': 'new', '-': 'old' }[line[0]] || ''}>${line}${'\n'}</span>`)}</pre>`}
    ${seen.restart.length > 0 && html`<${Notice} level="warn"><span class="grow">${t('admin-restart', { sections: seen.restart.map((s) => t(`admin-section-${s}`)).join(', ') })}</span><//>`}
    ${outside.length > 0 && html`<${Notice} level="warn" data-left-outside=${outside.length}><span class="grow">${t('admin-left-outside', { list: outside.map((a) => `${a.date} ${a.time}`).join(', ') })}
      <label class="check"><input type="checkbox" checked=${sure} onChange=${(e) => setSure(e.target.checked)} /> ${t('admin-left-outside-seen')}</label></span><//>`}
    <div class="buttons"><button type="button" class="btn main" data-action="save" disabled=${wrong || busy || seen.difference.length === 0 || (outside.length > 0 && !sure)} onClick=${onSave}>${t('admin-save')}</button>
      <button type="button" class="btn" onClick=${onBack}>${t('action-back')}</button></div></section>`;
}

function Versions({ list, onRevert, busy, outside }) {
  const [sure, setSure] = useState(false);
  if (list.length === 0) return html`<p class="hint">${t('admin-no-versions')}</p>`;
  return html`${outside && html`<label class="check"><input type="checkbox" checked=${sure} onChange=${(e) => setSure(e.target.checked)} /> ${t('admin-left-outside-seen')}</label>`}<ul class="items">${list.map((v) => html`<li key=${v.id} class="item version"><span>${t('admin-version', { when: moment(v.until_ms), by: v.by })}</span>
    <button type="button" class="btn" data-version=${v.id} disabled=${busy} onClick=${() => onRevert(v.id, sure)}>${t('admin-revert')}</button></li>`)}</ul>`;
}

function Work({ session, onLanguage, onSignOut, onSignedOut }) {
  const [file, setFile] = useState(null);
  const [changes, setChanges] = useState([]);
  const [shown, setShown] = useState('service');
  const [seen, setSeen] = useState(null);
  const [note, setNote] = useState(null);
  const [busy, setBusy] = useState(false);
  const load = () => get(FILE).then((f) => { setFile(f); setChanges([]); setSeen(null); });
  async function run(work) {
    setBusy(true);
    setNote(null);
    try { await work(); } catch (error) {
      if (error.status === 401) onSignedOut(t('sign-again'));
      else setNote({ level: 'bad', text: said(error), code: error.code });
    } finally { setBusy(false); }
  }
  useEffect(() => { run(load); }, []);
  const change = (one) => { setNote(null); setSeen(null); setChanges(withChange(changes, one)); };
  const review = () => run(async () => setSeen((await request('POST', `${FILE}/validate`, { body: { changes } })).body));
  const write = (method, path, body) => run(async () => {
    const { body: done } = await request(method, path, { body, headers: { 'If-Match': `"${file.tag}"` } });
    await load();
    setNote({ level: 'info', text: done.restart.length > 0 ? t('admin-saved-restart') : t('admin-saved') });
  });
  const data = file && file.data && changes.reduce(changed, file.data);
  const section = SECTIONS.find((s) => s.id === shown);
  return html`<div class="admin"><header class="top"><${Home} session=${session} /><span class="place">${t('page-admin')}</span><span class="who">${session.name}</span><span class="space"></span>
      <${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <main>${note && html`<${Notice} level=${note.level} data-note=${note.level}><span class="grow">${note.text}</span><button type="button" class="link-btn" onClick=${() => setNote(null)}>${t('understood')}</button><//>`}
      ${file && !data && html`<${Notice} level="bad"><span class="grow">${t('admin-broken')}</span><//>`}
      ${file && !seen && html`<div class="columns"><nav aria-label=${t('admin-sections')}><ul>${data && SECTIONS.map((s) => html`<li key=${s.id}><button type="button" class=${s.id === shown ? 'tab chosen' : 'tab'} aria-current=${s.id === shown ? 'page' : undefined}
          data-section=${s.id} onClick=${() => setShown(s.id)}>${t(`admin-section-${s.id.replace('_', '-')}`)}</button></li>`)}
          <li><button type="button" class=${shown === 'passes' ? 'tab chosen' : 'tab'} data-section="passes" onClick=${() => setShown('passes')}>${t('admin-section-passes')}</button></li>
          <li><button type="button" class=${shown === 'versions' ? 'tab chosen' : 'tab'} data-section="versions" onClick=${() => setShown('versions')}>${t('admin-section-versions')}</button></li></ul></nav>
        <section class="panel" aria-label=${t(`admin-section-${shown.replace('_', '-')}`)}><h1>${t(`admin-section-${shown.replace('_', '-')}`)}</h1>${section && html`<${Findings} list=${file.findings} />`}
          ${section && data && html`<${Section} key=${shown} section=${section} data=${data} languages=${data.office.languages || ['ru']} change=${change} />`}
          ${section && section.preview && data && html`<${TicketPreview} changes=${changes} languages=${data.office.languages || ['ru']} />`}
          ${shown === 'passes' && html`<${Passes} run=${run} />`}
          ${shown === 'versions' && html`<${Versions} list=${file.versions} busy=${busy} onRevert=${(version, sure) => write('POST', `${FILE}/revert`, { version, even_with_appointments: sure })} outside=${note && note.code === 'file-booked-outside'} />`}</section></div>`}
      ${seen && html`<${Difference} seen=${seen} busy=${busy} onBack=${() => setSeen(null)} onSave=${() => write('PUT', FILE, { changes, even_with_appointments: true })} />`}
    </main>
    ${!seen && changes.length > 0 && html`<footer class="foot"><span>${t('admin-changes', { count: changes.length })}</span>
      <button type="button" class="btn" onClick=${() => setChanges([])}>${t('admin-drop')}</button><button type="button" class="btn main" data-action="review" disabled=${busy} onClick=${review}>${t('admin-look')}</button></footer>`}
  </div>`;
}

keepFocus();
start(() => html`<${StaffPage} Work=${Work} title="page-admin" first=${['admin', 'head']} />`, { texts: ['admin'] });
