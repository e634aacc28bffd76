// S5: today's hours on the head's word, and the day's end.
// Promises: closing with people still there takes a second, different press.
import { html, useState } from '../vendor/preact.js';
import { useEscape } from '../common/keyboard.js';
import { t } from '../common/text.js';

/** New hours leave booked visitors outside (S9): said, and done only on a second, different press. */
function Outside({ outcome, hand, busy }) {
  const { intent } = outcome;
  const path = intent.method === 'DELETE' ? `${intent.path}?even_with_appointments=true` : intent.path;
  const again = () => hand.press({ name: intent.name, method: intent.method, path, body: intent.body ? { ...intent.body, even_with_appointments: true } : undefined, args: intent.args, shows: false });
  return html`<div class="end outside" data-booked-outside><p class="late">${outcome.problem.message}</p><div class="two"><a class="btn" href="/booking">${t('hd-outside-look')}</a>
    <button type="button" class="btn danger" disabled=${busy} data-action="hours-anyway" onClick=${again}>${t('hd-outside-anyway')}</button></div></div>`;
}

export function Day({ picture, may, hand, busy, outcome }) {
  const { day, oversight: o } = picture;
  const [closes, setCloses] = useState('');
  const [sure, setSure] = useState(false);
  useEscape(sure ? () => setSure(false) : null);
  const here = picture.waiting.length + picture.desks.filter((d) => d.ticket).length;
  const isTime = /^([01]?\d|2[0-4]):[0-5]\d$/.test(closes.trim());
  const set = (event) => {
    event.preventDefault();
    if (!isTime) return;
    hand.press({ name: 'hours', path: '/api/v1/day/hours', body: { closes: closes.trim() }, args: { closes: closes.trim() }, shows: false });
    setCloses('');
  };
  const close = () => { hand.press({ name: 'close-day', path: '/api/v1/day/close', body: { even_with_people: here > 0 }, shows: false }); setSure(false); };
  const hours = day.closes ? t('hd-hours-today', { opens: day.opens, closes: day.closes, ends: day.registration_ends }) : t('hd-hours-none');
  return html`<section class="panel wide day"><h2>${t('hd-day')}</h2>
    <div class="day-now"><p class="lead">${o.closed ? t('hd-day-closed') : hours}</p>
      ${o.hours_by && !o.closed && html`<p>${o.planned_closes ? t('hd-hours-by', { who: o.hours_by, opens: o.planned_opens, closes: o.planned_closes }) : t('hd-hours-by-off', { who: o.hours_by })}</p>`}</div>
    ${may && !o.closed && html`<form class="hours" onSubmit=${set}><label for="closes">${t('hd-close-at')}</label>
        <input id="closes" class="field" inputmode="numeric" autocomplete="off" maxlength="5" placeholder="17:00" value=${closes} onInput=${(e) => setCloses(e.target.value)} />
        <button type="submit" class="btn" disabled=${busy || !isTime} data-action="set-hours">${t('hd-set-hours')}</button>
        ${o.hours_by && html`<button type="button" class="btn" disabled=${busy} data-action="restore-hours" onClick=${() => hand.press({ name: 'restore-hours', method: 'DELETE', path: '/api/v1/day/hours', shows: false })}>${t('hd-restore-hours')}</button>`}</form>`}
    ${may && outcome && outcome.problem && outcome.problem.code === 'booked-outside' && html`<${Outside} outcome=${outcome} hand=${hand} busy=${busy} />`}
    ${may && html`<div class="end">${o.closed ? html`<button type="button" class="btn" disabled=${busy} data-action="reopen" onClick=${() => hand.press({ name: 'reopen-day', path: '/api/v1/day/reopen', shows: false })}>${t('hd-reopen')}</button>`
      : sure ? html`<p class=${here > 0 ? 'late' : ''}>${here > 0 ? t('hd-close-people', { count: here }) : t('hd-close-sure')}</p><div class="two"><button type="button" class="btn danger" disabled=${busy} data-action="close-day-sure" onClick=${close}>${here > 0 ? t('hd-close-anyway') : t('hd-close-yes')}</button><button type="button" class="btn" onClick=${() => setSure(false)}>${t('hd-close-no')}</button></div>`
      : html`<button type="button" class="btn" disabled=${busy} data-action="close-day" onClick=${() => setSure(true)}>${t('hd-close-day')}</button><p class="muted">${t('hd-close-itself')}</p>`}</div>`}</section>`;
}
