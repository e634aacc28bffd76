// A day's report on one sheet of paper (A4, upright).
import { html } from '../vendor/preact.js';
import { StaffPage } from '../common/staff.js';
import { start } from '../common/start.js';
import { figure, t } from '../common/text.js';
import { clock, minutes, now, setClock } from '../common/time.js';
import { DayCurve } from './charts.js';
import { useReport } from './reports.js';
import { Table, dated } from './table.js';

const DAY_MS = 86400000;
const PAPER = ['visits', 'share', 'late', 'wait-mean', 'wait-p95', 'service-mean', 'no-shows', 'left'];

/** The office's hours in words; midnight as the day's end is 24:00. */
function hoursOf(office) {
  if (!office || office.opens_ms === null) return t('hd-hours-none');
  const closes = clock(office.closes_ms);
  if (office.closes_ms - office.opens_ms >= DAY_MS) return t('pr-hours-round');
  return t('pr-hours', { opens: clock(office.opens_ms), closes: closes === '00:00' ? '24:00' : closes });
}

function Sheet({ date, today }) {
  const of = (by) => useReport(`/api/v1/reports/${by}?from=${date}`).data;
  const day = of('day'); const hours = of('hour'); const services = of('service'); const managers = of('manager');
  const peaks = useReport(`/api/v1/reports/peaks?from=${date}`).data;
  const days = useReport(`/api/v1/reports/days?from=${date}`).data;
  const curve = useReport(`/api/v1/reports/curve?from=${date}`).data;
  if (!day || !hours || !services || !managers || !peaks || !days || !curve) return html`<p class="fatal">${t('link-connecting')}</p>`;
  const { total } = day;
  const [office] = days;
  const min = (ms) => (ms === null ? '—' : figure(ms / 60000, 1));
  const facts = [['visits', total.visits], ['share', total.share === null ? '—' : figure(total.share, 1)], ['late', total.late], ['wait-mean', min(total.wait_mean_ms)], ['wait-longest', min(total.wait_longest_ms)], ['service-mean', min(total.service_mean_ms)],
    ['no-shows', total.no_shows], ['left', total.left], ['not-served', total.not_served], ['solved', total.solved], ['transfers', total.transfers], ['peaks', total.peaks]];
  return html`<article class="sheet"><header><h1>${t('pr-title', { date: dated(date) })}</h1>
      <p>${hoursOf(office)}${office && office.overridden ? ` · ${t('pr-overridden')}` : ''}</p>
      <button type="button" class="btn noprint" onClick=${() => window.print()}>${t('pr-print')}</button></header>
    <dl class="facts">${facts.map(([name, value]) => html`<div key=${name}><dt>${t(`report-${name}`, { target: day.target_min })}</dt><dd>${value}</dd></div>`)}</dl>
    <${DayCurve} quarters=${curve} targetMin=${day.target_min} />
    <h2>${t('report-by-service')}</h2><${Table} report=${services} columns=${PAPER} />
    <h2>${t('report-by-manager')}</h2><${Table} report=${managers} columns=${['visits', 'share', 'late', 'wait-mean', 'service-mean', 'open', 'breaks']} />
    ${peaks.length > 0 && html`<h2>${t('rp-peaks', { count: peaks.length })}</h2><p>${peaks.slice(0, 8).map((p) => `${clock(p.began_ms)} – ${clock(p.ended_ms)}: ${t('hd-peak-load', { waiting: p.waiting, working: p.working })}, ${p.reacted_ms === null ? t('hd-peak-alone') : t('hd-peak-after', { count: minutes(p.reacted_ms - p.began_ms) })}`).join('; ')}</p>`}
    <footer><span>${t('pr-head')} ______________________</span><span>${t('pr-made', { at: `${dated(today)} ${clock(now())}` })}</span></footer></article>`;
}

function Work() {
  const date = new URLSearchParams(location.search).get('date') || '';
  const session = useReport('/api/v1/board').data;
  if (!session) return html`<p class="fatal">${t('link-connecting')}</p>`;
  setClock(session.now_ms, session.utc_offset_min);
  return html`<${Sheet} date=${date || session.day.date} today=${session.day.date} />`;
}

start(() => html`<${StaffPage} Work=${Work} title="page-head" first=${['head']} />`, { texts: ['head'] });
