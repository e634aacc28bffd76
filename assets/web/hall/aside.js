// Beside the queue: the pages of what is not a ticket (appointments, callbacks,
// statements), what late visitors are offered (S6), and the hall's announcements.
import { html, useEffect, useState } from '../vendor/preact.js';
import { Problem, get, request } from '../common/api.js';
import { newKey } from '../common/commands.js';
import { own, t } from '../common/text.js';
import { Notice } from '../common/widgets.js';

const LINES = 20; // the house takes no more
const CHARS = 160;

/** Doors to the other pages; what is overdue or due today says so. */
export function Doors({ picture, onAnnounce }) {
  const { matters: m } = picture;
  const mark = (late, today) => (late > 0 ? html`<span class="key late">${t('hall-overdue', { count: late })}</span>` : today > 0 ? html`<span class="key">${t('hall-due-today', { count: today })}</span>` : null);
  return html`<nav class="doors-row" aria-label=${t('hall-doors')}>
    <a class="btn small" href="/booking" data-door="booking">${t('hall-door-booking')}</a>
    <a class="btn small" href="/contact#new" data-door="contact">${t('hall-door-callback')}${mark(m.callbacks_overdue, m.callbacks_due_today)}</a>
    <a class="btn small" href="/statements" data-door="statements">${t('hall-door-statement')}${mark(m.statements_overdue, m.statements_due_today)}</a>
    <button type="button" class="btn small" data-action="announce" onClick=${onAnnounce}>${t('hall-announce')}</button></nav>`;
}

/** S6: after registration's end exactly these three. */
export function LateOffer({ picture }) {
  if (picture.day.doors !== 'registration-ended' && picture.day.doors !== 'closed') return null;
  return html`<section class="late-offer" data-late-offer aria-label=${t('hall-late')}><h2>${t('hall-late')}</h2><ul>
    <li><a class="btn" href="/contact#new">${t('hall-late-callback')}</a></li>
    <li><a class="btn" href="/booking">${t('hall-late-booking')}</a></li>
    <li><p><b>${t('hall-late-line')}</b> ${own(picture.office.direct_line)}</p></li></ul></section>`;
}

/** Running lines of board and kiosk; they stay until they are replaced. */
export function Announce({ picture, onBack }) {
  const [lines, setLines] = useState(null);
  const [said, setSaid] = useState(null);
  const [busy, setBusy] = useState(false);
  const { languages } = picture.office;
  useEffect(() => { get('/api/v1/announcements').then((found) => setLines(found.lines), (error) => setSaid({ level: 'bad', text: error instanceof Problem ? error.message : t('sign-unreachable') })); }, []);
  const change = (i, language) => (e) => setLines(lines.map((line, at) => (at === i ? { ...line, [language]: e.target.value } : line)));
  async function save() {
    setBusy(true);
    // A line without words in the first language is no line; an empty translation is none.
    const wanted = lines.filter((line) => (line[languages[0]] || '').trim()).map((line) => Object.fromEntries(Object.entries(line).filter(([, text]) => text.trim())));
    try {
      const { body } = await request('PUT', '/api/v1/announcements', { body: { lines: wanted }, headers: { 'Idempotency-Key': newKey() } });
      setLines(body.lines);
      setSaid({ level: 'info', text: body.lines.length > 0 ? t('announce-saved') : t('announce-cleared') });
    } catch (error) {
      setSaid({ level: 'bad', text: error instanceof Problem ? error.message : t('sign-unreachable') });
    } finally { setBusy(false); }
  }
  return html`<div class="detail announce"><div class="detail-head"><h1>${t('announce-title')}</h1><button type="button" class="btn small" onClick=${onBack}>${t('hall-back')}</button></div>
    <p class="hint">${t('announce-guide')}</p>
    ${lines && lines.length === 0 && html`<p class="hint">${t('announce-none')}</p>`}
    <ol class="announce-lines">${(lines || []).map((line, i) => html`<li key=${i}>${languages.map((language) => html`<input class="field" key=${language} lang=${language} maxlength=${CHARS} aria-label=${t('announce-line', { number: i + 1, language: language.toUpperCase() })} placeholder=${t('announce-line', { number: i + 1, language: language.toUpperCase() })} value=${line[language] || ''} onInput=${change(i, language)} />`)}
      <button type="button" class="btn small" data-remove=${i} onClick=${() => setLines(lines.filter((_, at) => at !== i))}>${t('announce-remove')}</button></li>`)}</ol>
    ${said && html`<${Notice} level=${said.level} data-said=${said.level}><span class="grow">${said.text}</span><//>`}
    <div class="acts"><button type="button" class="btn" data-action="announce-add" disabled=${!lines || lines.length >= LINES} onClick=${() => setLines([...lines, {}])}>${t('announce-add')}</button>
      <button type="button" class="btn main" data-action="announce-save" disabled=${!lines || busy} onClick=${save}>${t('announce-save')}</button></div></div>`;
}
