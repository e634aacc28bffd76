// The day's diary, and one appointment: found by phone or code, moved, cancelled.
// Promises: a change says which state it saw; if somebody was faster, the page
// shows what is now and does nothing.
import { html, useEffect, useLayoutEffect, useState } from '../vendor/preact.js';
import { Problem, get, request } from '../common/api.js';
import { newKey } from '../common/commands.js';
import { useEscape } from '../common/keyboard.js';
import { own, t } from '../common/text.js';
import { Notice } from '../common/widgets.js';
import { Slots, dayOf, problemText } from './make.js';

const LOOK_MS = 10000; // others book too; ten seconds old is fresh enough to read
const FIND_MS = 350; // a pause in typing

const shift = (date, days) => {
  const [y, m, d] = date.split('-').map(Number);
  return new Date(Date.UTC(y, m - 1, d + days)).toISOString().slice(0, 10);
};

/** The diary of `date` or what `find` brings: `{day, said}`. */
function useDiary(date, find, turn) {
  const [state, setState] = useState({ day: null, said: null });
  useEffect(() => {
    let gone = false;
    let timerId = 0;
    const query = find ? `?find=${encodeURIComponent(find)}` : date ? `?date=${date}` : '';
    async function look() {
      try {
        const day = await get(`/api/v1/appointments${query}`);
        if (!gone) setState({ day, said: null });
      } catch (error) {
        if (!gone) setState((s) => ({ day: find ? null : s.day, said: problemText(error) }));
      }
      if (!gone) timerId = setTimeout(look, LOOK_MS);
    }
    timerId = setTimeout(look, find ? FIND_MS : 0);
    return () => { gone = true; clearTimeout(timerId); };
  }, [date, find, turn]);
  return state;
}

export function Diary({ chosen, onPick, turn }) {
  const [date, setDate] = useState(null);
  const [find, setFind] = useState('');
  const { day, said } = useDiary(date, find.trim(), turn);
  const shown = date || (day && day.today);
  const list = day ? day.appointments : [];
  const count = (status) => list.filter((a) => a.status === status).length;
  const [week, number] = shown ? dayOf(shown) : ['', ''];
  return html`<div class="head-row">
      <button type="button" class="btn small" aria-label=${t('booking-day-before')} disabled=${!shown} onClick=${() => setDate(shift(shown, -1))}>‹</button>
      <h1 data-day=${shown}>${day && shown === day.today ? `${t('booking-today')}, ` : ''}${week} ${number}</h1>
      <button type="button" class="btn small" aria-label=${t('booking-day-after')} disabled=${!shown} onClick=${() => setDate(shift(shown, 1))}>›</button>
      <button type="button" class="btn small" disabled=${!date} onClick=${() => setDate(null)}>${t('booking-today')}</button></div>
    <input class="field" type="search" name="find" placeholder=${t('booking-find')} aria-label=${t('booking-find')} value=${find} onInput=${(e) => setFind(e.target.value)} />
    ${said && html`<${Notice} level="warn"><span class="grow">${said}</span><//>`}
    ${day && !day.people_shown && html`<${Notice} level="warn"><span class="grow">${t('booking-people-away')}</span><//>`}
    ${!find && day && html`<p class="counts">${t('booking-counts', { booked: count('booked') + count('late'), came: count('checked-in'), missed: count('missed') })}${day.opens ? '' : ` · ${t('booking-off')}`}</p>`}
    <div class="rows">${list.map((a) => html`<button type="button" key=${a.code} class=${`row ${a.status}${chosen === a.code ? ' chosen' : ''}`} data-appointment=${a.code} onClick=${() => onPick(a)}>
      <b class="digits">${a.time}</b><span class="mid"><span>${a.name || a.phone || t('booking-code', { code: a.code })}</span><span class="service">${find ? `${dayOf(a.date).join(' ')} · ` : ''}${own(a.service_title) || a.service}</span></span>
      <span class=${`state ${a.status}`}>${t(`booking-state-${a.status}`)}</span></button>`)}
      ${day && !list.length && html`<p class="hint">${find ? t('booking-found-none') : t('booking-none')}</p>`}</div>`;
}

export function One({ code, onBack, onChanged }) {
  const [known, setKnown] = useState(null);
  const [said, setSaid] = useState(null);
  const [moving, setMoving] = useState(false);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const load = () => get(`/api/v1/appointments/${code}`).then(setKnown).catch((error) => setSaid({ level: 'bad', text: problemText(error) }));
  useLayoutEffect(() => { setKnown(null); setSaid(null); setMoving(false); setSure(false); load(); }, [code]);
  async function change(what, body, done) {
    if (busy) return;
    setBusy(true); setSaid(null);
    try {
      const headers = { 'Idempotency-Key': newKey(), ...(known ? { 'If-Match': `"${known.revision}"` } : {}) };
      const answer = await request('POST', `/api/v1/appointments/${code}/${what}`, { body, headers });
      if (answer.body && answer.body.appointment) setKnown(answer.body.appointment);
      setMoving(false); setSure(false);
      setSaid({ level: 'info', text: done(answer.body) });
      onChanged();
    } catch (error) {
      setSaid({ level: 'bad', text: problemText(error) });
      if (error instanceof Problem && error.status === 412) { setMoving(false); setSure(false); }
      load(); onChanged();
    } finally { setBusy(false); }
  }
  const goBack = sure ? () => setSure(false) : moving ? () => setMoving(false) : onBack;
  useEscape(goBack);
  const back = html`<button type="button" class="btn small" data-action="back" onClick=${goBack}>${t('hall-back')}</button>`;
  const words = said && html`<${Notice} level=${said.level} data-said=${said.level}><span class="grow">${said.text}</span><//>`;
  if (!known) return html`<div class="head-row"><h1>${t('booking-code', { code })}</h1>${back}</div>${words || html`<p class="hint">${t('link-connecting')}</p>`}`;
  if (moving) {
    return html`<div class="head-row"><h1>${t('booking-move-to')}</h1>${back}</div>${words}
      <${Slots} service=${known.service} chosen=${known.starts_ms} turn=${known.revision} onPick=${(slot) => slot && change('move', { starts_ms: slot.starts_ms }, () => t('booking-moved', { time: slot.time }))} />`;
  }
  const [week, day] = dayOf(known.date);
  const open = known.status === 'booked' || known.status === 'late';
  return html`<div class="head-row"><h1>${week}, ${day}, ${known.time}</h1><span class=${`state ${known.status}`}>${t(`booking-state-${known.status}`)}</span>${back}</div>
    <dl class="known">
      <div class="full"><dt>${t('hall-ticket-service')}</dt><dd>${own(known.service_title) || known.service}</dd></div>
      <div><dt>${t('booking-name')}</dt><dd>${known.name || '—'}</dd></div><div><dt>${t('booking-phone')}</dt><dd class="digits">${known.phone || '—'}</dd></div>
      <div><dt>${t('booking-code-label')}</dt><dd class="digits">${known.code.slice(0, 3)} ${known.code.slice(3)}</dd></div>
      ${known.ticket && html`<div><dt>${t('booking-ticket')}</dt><dd class="digits">${known.ticket}</dd></div>`}
    </dl>
    ${known.outside_hours && html`<${Notice} level="warn"><span class="grow">${t('booking-outside')}</span><//>`}
    ${words}
    ${open && !sure && html`<div class="acts">
      <button type="button" class="btn main" disabled=${busy} data-action="move" onClick=${() => { setSaid(null); setMoving(true); }}>${t('booking-move')}</button>
      <button type="button" class="btn" disabled=${busy} data-action="cancel" onClick=${() => setSure(true)}>${t('booking-cancel')}</button>
      <button type="button" class="btn" disabled=${busy} data-action="print" onClick=${() => change('print', {}, (print) => t(`booking-print-${print.outcome}`))}>${t('booking-print-again')}</button></div>`}
    ${open && sure && html`<p>${t('booking-sure')}</p><div class="acts"><button type="button" class="btn main" disabled=${busy} data-action="cancel-sure" onClick=${() => change('cancel', {}, () => t('booking-cancelled'))}>${t('booking-cancel-sure')}</button>
      <button type="button" class="btn" onClick=${() => setSure(false)}>${t('booking-keep')}</button></div>`}`;
}
