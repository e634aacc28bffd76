// One report as a table: the same columns in the same order as its files.
import { html } from '../vendor/preact.js';
import { figure, t } from '../common/text.js';

const min = (ms) => (ms === null ? '—' : figure(ms / 60000, 1));

/** Column → what stands in it. */
const COLUMNS = [
  ['visits', (l) => l.visits], ['answered', (l) => l.answered], ['share', (l) => (l.share === null ? '—' : figure(l.share, 1))], ['late', (l) => l.late],
  ['wait-mean', (l) => min(l.wait_mean_ms)], ['wait-median', (l) => min(l.wait_median_ms)], ['wait-p85', (l) => min(l.wait_p85_ms)], ['wait-p95', (l) => min(l.wait_p95_ms)], ['wait-longest', (l) => min(l.wait_longest_ms)],
  ['service-mean', (l) => min(l.service_mean_ms)], ['no-shows', (l) => l.no_shows], ['left', (l) => l.left], ['not-served', (l) => l.not_served], ['transfers', (l) => l.transfers], ['promises', (l) => (l.promises_kept === null ? '—' : figure(l.promises_kept, 1))], ['rated', (l) => l.rated], ['rating', (l) => (l.rating === null ? '—' : figure(l.rating, 1))],
  ['solved', (l) => l.solved], ['peaks', (l) => l.peaks], ['open', (l) => figure(l.open_ms / 3600000, 1)], ['breaks', (l) => figure(l.break_ms / 3600000, 1)],
];

/** Columns that say nothing about such lines. */
const EMPTY = { service: ['peaks', 'open', 'breaks'], hour: ['peaks', 'open', 'breaks'], desk: ['peaks', 'solved', 'no-shows', 'left', 'not-served'], manager: ['peaks', 'no-shows', 'left', 'not-served'], topic: ['peaks', 'solved', 'open', 'breaks'], outcome: ['peaks', 'solved', 'open', 'breaks'] };

/** Lines that are words, longest first; charts would not fit them. */
export const BY_WORD = ['service', 'manager', 'topic', 'outcome'];

/** A day as people write it: "25.11.2026". */
export const dated = (date) => date.split('-').reverse().join('.');

/** What a line is called; `short` for under a column. */
export function labelOf(by, line, short = false) {
  if (by === 'day') return short ? dated(line.key).slice(0, 5) : dated(line.key);
  if (by === 'week') return t('rp-week', { week: Number(line.key.slice(6)), year: line.key.slice(0, 4) });
  if (by === 'month') return `${t(`month-${Number(line.key.slice(5))}`)}${short ? '' : ` ${line.key.slice(0, 4)}`}`;
  if (by === 'weekday') return t(short ? `weekday-short-${line.key}` : `weekday-${line.key}`);
  if (by === 'hour') return `${line.key}:00`;
  if (by === 'desk') return short ? line.key : t('desk-n', { desk: line.key });
  return line.label || t({ topic: 'report-no-topic', outcome: 'report-no-outcome' }[by] || 'service-live');
}

export function Table({ report, columns }) {
  const { by } = report;
  // Ratings are off in most offices, and a year without slips promised nothing: no empty columns.
  const none = [...(report.total.rated > 0 ? [] : ['rated', 'rating']), ...(report.total.promised > 0 ? [] : ['promises'])];
  const shown = COLUMNS.filter(([name]) => !none.includes(name) && (columns ? columns.includes(name) : !(EMPTY[by] || []).includes(name)));
  const bad = (name, l) => name === 'share' && l.share !== null && l.share < report.target_percent;
  const row = (l, label) => html`<th scope="row">${label}</th>${shown.map(([name, value]) => html`<td class=${bad(name, l) ? 'num late' : 'num'}>${value(l)}</td>`)}`;
  // Whom nobody called stands with no one of the staff, but in the total.
  const notCalled = by === 'manager' ? report.total.visits - report.lines.reduce((sum, l) => sum + l.visits, 0) : 0;
  if (report.lines.length === 0) return html`<p class="muted">${t('rp-none')}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t(`report-by-${by}`)}><table class="figures-table"><thead><tr><th scope="col">${t(`report-by-${by}`)}</th>${shown.map(([name]) => html`<th scope="col" class="num">${t(`report-${name}`, { target: report.target_min })}</th>`)}</tr></thead>
    <tbody>${(BY_WORD.includes(by) ? [...report.lines].sort((a, b) => b.visits - a.visits) : report.lines).filter((l) => !columns || l.visits > 0).map((l) => html`<tr key=${l.key}>${row(l, labelOf(by, l))}</tr>`)}
    ${notCalled > 0 && html`<tr><th scope="row">${t('report-not-called')}</th>${shown.map(([name]) => html`<td class="num">${name === 'visits' ? notCalled : '—'}</td>`)}</tr>`}</tbody>
    <tfoot><tr>${row(report.total, t('report-total'))}</tr></tfoot></table></div>`;
}
