// Everything the office holds of one person: shown, saved for them, erased at
// their wish (152-FZ). Promises: nothing is erased but what was ticked and then
// confirmed; whoever looked is kept. Never: asks before somebody presses.
import { html, useState } from '../vendor/preact.js';
import { Problem, request } from '../common/api.js';
import { t } from '../common/text.js';
import { stamp } from '../common/time.js';

const MARK = '\ufeff'; // so that Excel reads the letters right
const COLUMNS = ['name', 'phone', 'contract', 'address', 'gist'];

const titleOf = (row) => [t(`pd-purpose-${row.purpose}`), row.record && `№ ${row.record}`, stamp(row.created_ms)].filter(Boolean).join(' · ');
const toldOf = (row) => COLUMNS.map((name) => row[name]).filter(Boolean).join(' · ');

/** A cell for Excel; what looks like a formula is text. */
const cell = (text) => `"${`${/^[=+\-@]/.test(text) ? "'" : ''}${text}`.replace(/"/g, '""')}"`;

function save(rows) {
  const head = [t('pd-col-what'), t('pd-col-record'), t('pd-col-when'), ...COLUMNS.map((name) => t(`pd-col-${name}`))];
  const lines = [head, ...rows.map((row) => [t(`pd-purpose-${row.purpose}`), row.record || '', stamp(row.created_ms), ...COLUMNS.map((name) => row[name])])];
  const text = MARK + lines.map((line) => line.map(cell).join(';')).join('\r\n');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = 'talon-person.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}

export function Person() {
  const [wanted, setWanted] = useState('');
  const [rows, setRows] = useState(null);
  const [ticked, setTicked] = useState([]);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, say] = useState(null);
  async function ask(path, body) {
    setBusy(true);
    try { return (await request('POST', path, { body })).body; } catch (error) { say({ bad: true, text: error instanceof Problem ? error.message : t('sign-unreachable') }); return null; } finally { setBusy(false); setSure(false); }
  }
  async function look() {
    const found = await ask('/api/v1/people/find', { wanted });
    setTicked([]);
    if (found) setRows(found.rows);
    return found;
  }
  const find = (event) => { event.preventDefault(); say(null); look(); };
  async function erase() {
    const done = await ask('/api/v1/people/erase', { rows: ticked });
    if (!done) return;
    await look();
    say({ text: t('pd-erased', { count: done.erased, withdrawn: done.withdrawn }) });
  }
  const tick = (row) => { setSure(false); setTicked(ticked.includes(row.row) ? ticked.filter((id) => id !== row.row) : [...ticked, row.row]); };
  const open = (rows || []).filter((row) => row.open && ticked.includes(row.row)).length;
  return html`<section class="panel wide person"><h2>${t('pd-title')}</h2><p class="muted">${t('pd-hint')}</p>
    <form class="hours" onSubmit=${find}><label for="pd-wanted">${t('pd-wanted')}</label><input id="pd-wanted" class="field" autocomplete="off" maxlength="100" value=${wanted} onInput=${(e) => setWanted(e.target.value)} />
      <button type="submit" class="btn" disabled=${busy || wanted.trim().length < 3} data-action="person-find">${t('pd-find')}</button></form>
    ${said && html`<p class=${said.bad ? 'late' : 'lead'} role="status" data-person-said>${said.text}</p>`}
    ${rows && rows.length === 0 && html`<p class="lead" data-person-none>${t('pd-none')}</p>`}
    ${rows && rows.length > 0 && html`<ul class="promises">${rows.map((row) => html`<li key=${row.row}><label><input type="checkbox" checked=${ticked.includes(row.row)} data-row=${row.purpose} onChange=${() => tick(row)} /> <b>${titleOf(row)}</b>${row.open && html` <span class="soon">${t('pd-open')}</span>`}<br />${toldOf(row)}</label></li>`)}</ul>
      ${sure && html`<p class="late">${t('pd-sure')} ${open > 0 ? t('pd-withdraws', { count: open }) : ''}</p>`}
      <div class="two"><button type="button" class="btn" data-action="person-all" onClick=${() => { setSure(false); setTicked(rows.map((row) => row.row)); }}>${t('pd-all')}</button><button type="button" class="btn" data-action="person-save" onClick=${() => save(rows)}>${t('pd-save')}</button>
      ${sure ? html`<button type="button" class="btn danger" disabled=${busy} data-action="person-erase-sure" onClick=${erase}>${t('pd-erase-yes', { count: ticked.length })}</button><button type="button" class="btn" onClick=${() => setSure(false)}>${t('pd-erase-no')}</button>`
      : html`<button type="button" class="btn" disabled=${busy || ticked.length === 0} data-action="person-erase" onClick=${() => setSure(true)}>${t('pd-erase')}</button>`}</div>`}</section>`;
}
