// The plan of a month: who comes when, as a rule, and how many desks that needs.
import { html, useState } from '../vendor/preact.js';
import { figure, t } from '../common/text.js';
import { useReport } from './reports.js';
import { dated } from './table.js';

const two = (n) => String(n).padStart(2, '0');
const timeOf = (minute) => `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;

/** The month that begins next, "2026-12". */
export function nextMonth(date) {
  const [year, month] = date.split('-').map(Number);
  return month === 12 ? `${year + 1}-01` : `${year}-${two(month + 1)}`;
}

/** Half hours down, weekdays across: visitors and, large, desks. */
function Grid({ plan }) {
  const days = plan.weekdays.filter((d) => d.desks.length > 0);
  const begins = Math.min(...days.map((d) => d.opens_min));
  const ends = Math.max(...days.map((d) => d.opens_min + d.desks.length * 30));
  const rows = [];
  for (let minute = begins; minute < ends; minute += 30) rows.push(minute);
  const at = (d, minute) => (minute - d.opens_min) / 30;
  const bad = (desks) => (desks > plan.desks_there ? 'num late' : 'num');
  return html`<div class="scroll"><table class="month"><thead><tr><th scope="col">${t('rp-time')}</th>${days.map((d) => html`<th scope="col" class="num" key=${d.weekday}>${t(`weekday-short-${d.weekday}`)}</th>`)}</tr></thead>
    <tbody>${rows.map((minute) => html`<tr key=${minute}><th scope="row" class="digits">${timeOf(minute)}</th>${days.map((d) => { const i = at(d, minute); const desks = d.desks[i]; return desks === undefined ? html`<td class="num muted">—</td>` : html`<td class=${bad(desks)}><b>${desks}</b> <small class="muted">${figure(d.visitors[i] || 0, 1)}</small></td>`; })}</tr>`)}</tbody>
    <tfoot><tr><th scope="row">${t('pl-desk-hours')}</th>${days.map((d) => html`<td class="num"><b>${figure(d.desk_hours, 1)}</b></td>`)}</tr></tfoot></table></div>`;
}

export function Days({ picture }) {
  const [month, setMonth] = useState(nextMonth(picture.day.date));
  const { data, problem } = useReport(`/api/v1/plan?month=${month}`);
  const known = data && data.weekdays.some((d) => d.desks.length > 0);
  return html`<section class="panel wide" data-part="plan"><div class="panel-head"><h2>${t('pl-title')}</h2><label class="inline"><span>${t('pl-month')}</span><input class="field" type="month" value=${month} onChange=${(e) => e.target.value && setMonth(e.target.value)} /></label></div>
    ${problem && html`<p class="late">${problem}</p>`}
    ${data && !known && html`<p class="muted">${t('pl-none')}</p>`}
    ${known && html`<p class="muted">${t('pl-what', { days: data.days, percent: data.target_percent, target: data.target_min })}</p><${Grid} plan=${data} />
      <p>${t('pl-total', { hours: figure(data.desk_hours, 0) })}</p>
      ${data.surges.length > 0 && html`<h3>${t('pl-surges')}</h3><ul class="surges">${data.surges.map((s) => html`<li key=${s.date}><b>${dated(s.date)}</b> — ${t(`pl-because-${s.because}`, { seen: s.seen })} ${t('pl-surge-desks', { most: Math.max(...s.desks), hours: figure(s.desk_hours, 1) })}</li>`)}</ul>`}
      ${data.past_surges.length > 0 && html`<details><summary>${t('pl-past-surges')}</summary><ul class="surges">${data.past_surges.map((s) => html`<li key=${s.date}>${dated(s.date)} — ${t('pl-past-surge', { visitors: s.visitors, percent: s.percent })}</li>`)}</ul></details>`}`}</section>`;
}
