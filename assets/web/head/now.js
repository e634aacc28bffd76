// The day as it is now: the gauge with its budget and its late tail, peaks and
// the reserve, desks, services, today's hours.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { figure, own, serviceName, spaced, t } from '../common/text.js';
import { minutes, timer, useTick } from '../common/time.js';
import { HelpCalls } from '../common/help.js';
import { Notices, Num, WaitTime, noticesOf } from '../common/widgets.js';
import { Day } from './day.js';
import { Forecast } from './forecast.js';
import { Matters } from './matters.js';
import { Peak } from './peak.js';
import { Person } from './person.js';
import { dated } from './table.js';

const ADVICE_MS = 10000; // the house thinks anew about desks that often

/** The share within the good wait against the target of the mode (S4), as a drawn scale. */
function Scale({ share, target, under }) {
  return html`<svg class="scale" viewBox="0 0 100 9" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="9" fill="#e3e9f2" /><rect width=${share || 0} height="9" fill=${under ? '#c62828' : '#157f3d'} /><rect x=${Math.min(target, 99.4) - 0.3} width="0.6" height="9" fill="#10233f" /></svg>`;
}

function budget(tally, other, live) {
  if (tally.percent === null) return t(other.answered === 0 ? 'head-share-none' : live ? 'hd-none-live' : 'hd-none-electronic');
  return tally.left < 0 ? t('hd-under', { count: -tally.left, target: tally.target }) : t('hd-budget', { left: tally.left, target: tally.target });
}

function Gauge({ picture }) {
  const o = picture.oversight;
  const live = picture.mode === 'live';
  const tally = live ? o.live : o.electronic;
  const other = live ? o.electronic : o.live;
  const under = tally.percent !== null && tally.percent < tally.target;
  const longest = Math.max(o.longest_ms, o.longest_now_ms);
  return html`<section class="panel gauge"><h2>${t('head-share', { min: picture.target_min })}</h2>
    <div class="share-line">${tally.percent !== null && html`<b class=${under ? 'big late' : 'big'}>${tally.percent} %</b>`}
      <p class=${under ? 'budget late' : 'budget'}>${budget(tally, other, live)}</p></div>
    <div class="scale-box"><${Scale} share=${tally.percent} target=${tally.target} under=${under} /><span class="mark" style=${tally.target > 90 ? { right: `${100 - tally.target}%`, transform: 'none' } : { left: `${tally.target}%` }}>${t('hd-target', { target: tally.target })}</span></div>
    <dl class="tail">
      <div class=${o.late ? 'is-late' : ''}><dt>${t('hd-late')}</dt><dd>${o.late + o.late_now}</dd></div>
      <div><dt>${t('hd-longest')}</dt><dd>${longest ? t('hd-min', { count: minutes(longest) }) : '—'}</dd></div>
      <div class=${o.long_now ? 'is-late' : ''}><dt>${t('hd-long-now', { min: picture.target_min })}</dt><dd>${o.long_now}</dd></div>
      ${other.answered > 0 && html`<div><dt>${t(live ? 'hd-was-electronic' : 'hd-was-live')}</dt><dd>${t('hd-of', { part: other.in_time, all: other.answered })}</dd></div>`}
    </dl></section>`;
}

const Figure = ({ name, children, warn }) => html`<div class=${warn ? 'panel figure warn' : 'panel figure'}><span>${name}</span><b class="digits">${children}</b></div>`;

function Figures({ picture }) {
  const oldest = picture.waiting.reduce((a, w) => Math.min(a, w.reference_ms), Infinity);
  const load = picture.waiting_per_desk;
  return html`<div class="figures"><${Figure} name=${t('head-waiting')}>${picture.waiting.length}<//>
    <${Figure} name=${t('head-longest')}>${picture.waiting.length ? html`<${WaitTime} since=${oldest} />` : '—'}<//>
    <${Figure} name=${t('head-per-desk')} warn=${Boolean(picture.oversight.peak)}>${load === null ? '—' : figure(load, 1)}<//>
    <${Figure} name=${t('head-working')}>${picture.working_desks}<small> ${t('hd-of-desks', { all: picture.desks.length })}</small><//>
    <${Figure} name=${t('head-answered')}>${picture.answered_today}<//>
    <${Figure} name=${t('hd-solved')}>${picture.oversight.solved}<//></div>`;
}

/** What the house advises about desks, once that room answers. */
function Advice() {
  const [said, setSaid] = useState(null);
  useEffect(() => {
    let timerId = 0;
    let gone = false;
    const ask = () => get('/api/v1/advice').then((a) => { if (!gone) { setSaid(a); timerId = setTimeout(ask, ADVICE_MS); } })
      .catch((error) => { if (!gone && error.status !== 404) timerId = setTimeout(ask, ADVICE_MS); });
    ask();
    return () => { gone = true; clearTimeout(timerId); };
  }, []);
  const lines = said && said.sentences;
  if (!lines || lines.length === 0) return null;
  return html`<section class="panel wide advice"><h2>${t('hd-advice')}</h2>${lines.map((line) => html`<p>${own(line)}</p>`)}</section>`;
}

const state = (d) => (d.status === 'on-break' ? t(`break-${d.break_kind || 'rest'}`) : t(`desk-status-${d.status}`));

function Desks({ picture }) {
  const at = useTick();
  return html`<section class="panel"><h2>${t('head-desks')}</h2><table><thead><tr>${['desk', 'who', 'state', 'since', 'served'].map((c) => html`<th scope="col" class=${c === 'served' || c === 'since' ? 'num' : ''}>${t(`head-col-${c}`)}</th>`)}</tr></thead>
    <tbody>${picture.desks.map((d) => html`<tr key=${d.desk} class=${`is-${d.status}`}><th scope="row">${d.desk}</th><td>${d.staff_name || d.staff || html`<span class="muted">${t('hd-nobody')}</span>`}</td>
      <td><span class=${`dot ${d.status}`} aria-hidden="true"></span>${state(d)}${d.ticket ? html` · <b><${Num} of=${d.ticket.number} /></b>` : ''}</td>
      <td class="num">${d.status === 'closed' ? '—' : timer(at - d.since_ms)}</td><td class="num">${d.served_today}</td></tr>`)}</tbody></table></section>`;
}

function Services({ picture }) {
  const list = picture.services.filter((s) => s.waiting > 0).sort((a, b) => b.waiting - a.waiting);
  const waits = (s) => picture.waiting.filter((w) => w.service === s.id).length;
  return html`<section class="panel"><h2>${t('head-services')}</h2>${picture.waiting.length === 0 ? html`<p class="muted">${t('hall-queue-none')}</p>` : html`<table><thead><tr>
      <th scope="col">${t('head-col-service')}</th><th scope="col" class="num">${t('hd-col-waiting')}</th><th scope="col" class="num">${t('hd-col-ahead')}</th><th scope="col" class="num">${t('hd-col-wait')}</th></tr></thead>
    <tbody>${list.filter((s) => waits(s) > 0).map((s) => html`<tr key=${s.id}><th scope="row">${serviceName(s, picture)}</th><td class="num">${waits(s)}</td><td class="num">${s.waiting}</td><td class="num">${s.wait ? t('hd-range', { from: s.wait.from_min, to: s.wait.to_min }) : t('hd-no-desk')}</td></tr>`)}</tbody></table>`}</section>`;
}

function DayBefore({ before }) {
  if (!before) return null;
  const share = before.electronic.percent;
  const parts = [t('hd-before-tickets', { count: before.tickets }), share === null ? null : t('hd-before-share', { share }), t('hd-before-late', { count: before.late }),
    before.peaks ? t('hd-before-peaks', { count: before.peaks }) : null, before.solved ? t('hd-before-solved', { count: before.solved }) : null].filter(Boolean);
  return html`<section class="panel wide before"><h2>${t('hd-before', { date: dated(before.date) })}</h2><p>${parts.join(' · ')}</p>
    ${before.not_served.length > 0 && html`<p class="late">${t('hd-before-forgotten', { count: before.not_served.length })} ${before.not_served.map(spaced).join(', ')}</p>`}</section>`;
}

export function Now({ picture, session, hand, busy, outcome }) {
  const notices = noticesOf(picture).filter((n) => n.code !== 'peak' || !picture.oversight.peak).filter((n) => n.code !== 'day-before');
  const may = session.role === 'head';
  return html`<div class="grid">
    ${(notices.length > 0 || (picture.help || []).length > 0) && html`<section class="wide notices-all"><${HelpCalls} picture=${picture} hand=${hand} busy=${busy} /><${Notices} list=${notices} /></section>`}
    <${Gauge} picture=${picture} /><${Figures} picture=${picture} />
    <${Peak} picture=${picture} may=${may} hand=${hand} busy=${busy} />
    <${Advice} /><${Desks} picture=${picture} /><${Services} picture=${picture} />
    <${Matters} /><${Forecast} today=${picture.day.date} />
    <${Day} picture=${picture} may=${may} hand=${hand} busy=${busy} outcome=${outcome} />
    <${DayBefore} before=${picture.oversight.day_before} />${may && html`<${Person} />`}</div>`;
}
