// Reports: pick days, pick by what, look, take away.
// Promises: what is drawn stands in figures beside it; a day's report fits on
// one sheet of paper.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { figure, language, t } from '../common/text.js';
import { clock, minutes } from '../common/time.js';
import { Notice } from '../common/widgets.js';
import { DayCurve, HeatMap, Shares } from './charts.js';
import { BY_WORD, Table, dated, labelOf } from './table.js';

const BY = ['day', 'week', 'month', 'weekday', 'hour', 'service', 'desk', 'manager', 'topic', 'outcome'];
const DAY_MS = 86400000;

const iso = (ms) => new Date(ms).toISOString().slice(0, 10);
const at = (date) => Date.parse(`${date}T00:00:00Z`);

/** Spans people ask for, as of `today`: name → [from, to]. */
export function spans(today) {
  const now = at(today);
  const weekday = (new Date(now).getUTCDay() + 6) % 7;
  const month = `${today.slice(0, 8)}01`;
  const before = iso(at(month) - DAY_MS);
  return {
    today: [today, today], yesterday: [iso(now - DAY_MS), iso(now - DAY_MS)], week: [iso(now - weekday * DAY_MS), today],
    month: [month, today], 'last-month': [`${before.slice(0, 8)}01`, before], year: [iso(now - 364 * DAY_MS), today],
  };
}

/** A report that is not complete yet is asked again. */
const AGAIN_MS = 3000;

/** Asks one report, anew when `stamp` changes; `{data, problem}`. A later question makes an earlier answer void. */
export function useReport(path, stamp = '') {
  const [answer, setAnswer] = useState({ data: null, problem: null });
  useEffect(() => {
    let gone = false;
    if (!path) return undefined;
    let timerId = 0;
    const ask = () => get(path).then((data) => { if (!gone) { setAnswer({ data, problem: null }); if (data.complete === false) timerId = setTimeout(ask, AGAIN_MS); } },
      (error) => { if (!gone) { setAnswer({ data: null, problem: error.message }); timerId = setTimeout(ask, AGAIN_MS * 5); } });
    ask();
    return () => { gone = true; clearTimeout(timerId); };
  }, [path, stamp]);
  return answer;
}

function Summary({ total, target, targetMin }) {
  const of = (ms) => (ms === null ? '—' : figure(ms / 60000, 1));
  const list = [['visits', total.visits], ['share', total.share === null ? '—' : figure(total.share, 1), total.share !== null && total.share < target], ['wait-mean', of(total.wait_mean_ms)], ['wait-p95', of(total.wait_p95_ms)],
    ['late', total.late, false], ['no-shows', total.no_shows], ['left', total.left], ['not-served', total.not_served], ['service-mean', of(total.service_mean_ms)], ['solved', total.solved]];
  return html`<dl class="summary">${list.map(([name, value, bad]) => html`<div key=${name}><dt>${t(`report-${name}`, { target: targetMin })}</dt><dd class=${bad ? 'late' : ''}>${value}</dd></div>`)}</dl>`;
}

function Peaks({ from, to, stamp }) {
  const { data } = useReport(`/api/v1/reports/peaks?from=${from}&to=${to}`, stamp);
  const [all, setAll] = useState(false);
  if (!data) return null;
  const list = [...data].reverse();
  return html`<section class="panel wide"><h2>${t('rp-peaks', { count: data.length })}</h2>${data.length === 0 ? html`<p class="muted">${t('rp-none')}</p>` : html`<div class="scroll"><table><thead><tr>${['date', 'when', 'worst', 'reaction', 'seen'].map((c) => html`<th scope="col">${t(`hd-peak-${c}`)}</th>`)}</tr></thead>
    <tbody>${list.slice(0, all ? list.length : 10).map((p) => html`<tr key=${p.began_ms}><th scope="row" class="digits">${dated(p.date)}</th><td class="digits">${clock(p.began_ms)} – ${clock(p.ended_ms)}</td><td>${t('hd-peak-load', { waiting: p.waiting, working: p.working })}</td>
      <td>${p.reacted_ms === null ? t('hd-peak-alone') : t('hd-peak-after', { count: minutes(p.reacted_ms - p.began_ms) })}</td><td>${p.acknowledged_by || '—'}</td></tr>`)}</tbody></table></div>
    ${list.length > 10 && !all && html`<button type="button" class="btn small" onClick=${() => setAll(true)}>${t('rp-all', { count: list.length })}</button>`}`}</section>`;
}

function Heat({ from, to, stamp }) {
  const { data } = useReport(`/api/v1/reports/heat?from=${from}&to=${to}`, stamp);
  const [wait, setWait] = useState(false);
  if (!data) return null;
  return html`<section class="panel wide"><div class="panel-head"><h2>${t('rp-heat')}</h2><div class="chips" role="group" aria-label=${t('rp-heat')}>${[false, true].map((w) => html`<button type="button" class=${wait === w ? 'chip chosen' : 'chip'} aria-pressed=${String(wait === w)} onClick=${() => setWait(w)}>${t(w ? 'rp-heat-wait' : 'rp-heat-visits')}</button>`)}</div></div>
    <${HeatMap} cells=${data} wait=${wait} /></section>`;
}

function Curve({ date, targetMin, setDate, stamp }) {
  const { data } = useReport(`/api/v1/reports/curve?from=${date}`, stamp);
  return html`<section class="panel wide"><div class="panel-head"><h2>${t('rp-curve')}</h2><label class="inline"><span>${t('rp-date')}</span><input class="field" type="date" value=${date} onChange=${(e) => e.target.value && setDate(e.target.value)} /></label>
      <a class="btn small" href=${`/report?date=${date}`} target="_blank" rel="noopener">${t('rp-print')}</a></div>
    ${data && html`<${DayCurve} quarters=${data} targetMin=${targetMin} />`}
    ${data && data.length > 0 && html`<details><summary>${t('rp-as-table')}</summary><div class="scroll"><table><thead><tr><th scope="col">${t('rp-time')}</th><th scope="col" class="num">${t('rp-arrivals')}</th><th scope="col" class="num">${t('rp-waits')}</th><th scope="col" class="num">${t('rp-waiting')}</th><th scope="col" class="num">${t('rp-working')}</th></tr></thead>
      <tbody>${data.map((q) => html`<tr key=${q.begins_ms}><th scope="row" class="digits">${clock(q.begins_ms)}</th><td class="num">${q.arrivals}</td><td class="num">${q.wait_mean_ms === null ? '—' : figure(q.wait_mean_ms / 60000, 1)}</td><td class="num">${q.waiting}</td><td class="num">${q.working}</td></tr>`)}</tbody></table></div></details>`}</section>`;
}

export function Reports({ picture }) {
  const today = picture.day.date;
  const known = spans(today);
  const [[from, to], setSpan] = useState(known.month);
  const [by, setBy] = useState('day');
  const [date, setDate] = useState(today);
  const { data, problem } = useReport(`/api/v1/reports/${by}?from=${from}&to=${to}`);
  const file = (form) => `/api/v1/reports/${by}.${form}?from=${from}&to=${to}&lang=${language()}`;
  const shown = data && data.by === by ? data : null;
  const stamp = data ? `${data.total.visits}` : '';
  return html`<div class="grid reports">
    <section class="panel wide choose"><div class="chips" role="group" aria-label=${t('rp-span')}>${Object.entries(known).map(([name, span]) => html`<button type="button" key=${name} class=${from === span[0] && to === span[1] ? 'chip chosen' : 'chip'} data-span=${name} onClick=${() => setSpan(span)}>${t(`rp-span-${name}`)}</button>`)}
        <label class="inline"><span>${t('rp-from')}</span><input class="field" type="date" max=${to} value=${from} onChange=${(e) => e.target.value && setSpan([e.target.value, e.target.value > to ? e.target.value : to])} /></label>
        <label class="inline"><span>${t('rp-to')}</span><input class="field" type="date" min=${from} value=${to} onChange=${(e) => e.target.value && setSpan([e.target.value < from ? e.target.value : from, e.target.value])} /></label></div>
      ${problem && html`<${Notice} level="bad"><span class="grow">${problem}</span><//>`}
      ${data && !data.complete && html`<${Notice} level="info"><span class="grow">${t('rp-incomplete')}</span><//>`}
      ${shown && html`<${Summary} total=${shown.total} target=${shown.target_percent} targetMin=${shown.target_min} />`}
      <p class="records"><a class="btn small" download data-records="contacts" href=${`/api/v1/contacts/export.csv?from=${from}&to=${to}&lang=${language()}`}>${t('rp-contacts-file')}</a><a class="btn small" download data-records="callbacks" href=${`/api/v1/callbacks/export.csv?status=all&lang=${language()}`}>${t('rp-callbacks-file')}</a></p></section>
    <section class="panel wide"><div class="panel-head"><div class="chips by" role="group" aria-label=${t('rp-by')}>${BY.map((name) => html`<button type="button" key=${name} class=${by === name ? 'chip chosen' : 'chip'} aria-pressed=${String(by === name)} data-by=${name} onClick=${() => setBy(name)}>${t(`report-by-${name}`)}</button>`)}</div>
        <span class="files"><a class="btn small" download href=${file('xlsx')}>XLSX</a><a class="btn small" download href=${file('csv')}>CSV</a></span></div>
      ${shown && !BY_WORD.includes(by) && html`<${Shares} lines=${shown.lines} target=${shown.target_percent} labelOf=${(l) => labelOf(by, l, true)} />`}${shown && html`<${Table} report=${shown} />`}</section>
    <${Heat} from=${from} to=${to} stamp=${stamp} /><${Curve} date=${date} setDate=${setDate} targetMin=${shown ? shown.target_min : 15} stamp=${stamp} /><${Peaks} key=${`${from} ${to}`} from=${from} to=${to} stamp=${stamp} /></div>`;
}
