// Small drawings where people would rather look than read: the week's heat, the
// day's curve, shares against the target. A table with the same figures stands
// beside each. Promises: colour never speaks alone, the figure is in the cell.
import { html } from '../vendor/preact.js';
import { figure, t } from '../common/text.js';
import { clock } from '../common/time.js';

const INK = '#10233f';
const MUTED = '#4a5d7a';
const LINE = '#dbe4f0';
const ACCENT = '#1556d6';
const GOOD = '#157f3d';
const BAD = '#c62828';

/** From paper to deep blue, or to deep red where it is about waiting. */
function shade(part, wait) {
  const from = [238, 242, 247];
  const to = wait ? [178, 30, 30] : [17, 71, 179];
  return `rgb(${from.map((c, i) => Math.round(c + (to[i] - c) * Math.min(1, part))).join(',')})`;
}

/** `cells`: one per weekday and hour; `wait`: the wait of 85 of a hundred, else visitors an hour. */
export function HeatMap({ cells, wait }) {
  if (cells.length === 0) return html`<p class="muted">${t('rp-none')}</p>`;
  const hours = [...new Set(cells.map((c) => c.hour))].sort((a, b) => a - b);
  const days = [...new Set(cells.map((c) => c.weekday))].sort((a, b) => a - b);
  const value = (c) => (wait ? (c.wait_p85_ms === null ? null : c.wait_p85_ms / 60000) : c.visits / Math.max(1, c.days));
  const most = wait ? 30 : Math.max(1, ...cells.map(value));
  const cw = 62; const ch = 40; const left = 44; const top = 26;
  const columns = Math.max(hours.length, 12); // one hour is no wider than in a full day
  const at = (d, h) => cells.find((c) => c.weekday === d && c.hour === h);
  return html`<svg class="chart" viewBox=${`0 0 ${left + columns * cw} ${top + days.length * ch}`} role="img" aria-label=${t(wait ? 'rp-heat-wait' : 'rp-heat-visits')}>
    ${hours.map((h, i) => html`<text x=${left + i * cw + cw / 2} y="17" text-anchor="middle" font-size="13" fill=${MUTED}>${h}</text>`)}
    ${days.map((d, j) => html`<text x="0" y=${top + j * ch + ch / 2 + 5} font-size="14" fill=${INK} font-weight="600">${t(`weekday-short-${d}`)}</text>
      ${hours.map((h, i) => { const c = at(d, h); const v = c ? value(c) : null; const part = v === null ? 0 : v / most; return html`<g><rect x=${left + i * cw + 1.5} y=${top + j * ch + 1.5} width=${cw - 3} height=${ch - 3} rx="6" fill=${v === null ? '#f6f8fb' : shade(part, wait)} />
        ${v !== null && html`<text x=${left + i * cw + cw / 2} y=${top + j * ch + ch / 2 + 5} text-anchor="middle" font-size="14" font-weight="600" fill=${part > 0.45 ? '#fff' : INK}>${figure(v, v < 10 && !wait ? 1 : 0)}</text>`}</g>`; })}`)}
  </svg>`;
}

/** A lane of the day's curve: its title on the left, its highest figure on the right. */
function Lane({ y, h, title, top, children, width }) {
  return html`<g transform=${`translate(0 ${y})`}><text x="0" y="14" font-size="14" font-weight="600" fill=${INK}>${title}</text><text x=${width} y="14" text-anchor="end" font-size="13" fill=${MUTED}>${top}</text>
    <line x1="0" x2=${width} y1=${h} y2=${h} stroke=${LINE} stroke-width="1.5" />${children}</g>`;
}

/** One day by quarters of an hour: who came, how long they waited, who worked. */
export function DayCurve({ quarters, targetMin }) {
  if (quarters.length === 0) return html`<p class="muted">${t('rp-none')}</p>`;
  const width = 860; const h = 108; const gap = 30; const floor = 22;
  const step = width / Math.max(quarters.length, 16); // a day that has just begun fills from the left
  const x = (i) => i * step;
  const arrivals = Math.max(4, ...quarters.map((q) => q.arrivals));
  const waits = Math.max(targetMin * 1.4, ...quarters.map((q) => (q.wait_mean_ms || 0) / 60000));
  const desks = Math.max(2, ...quarters.map((q) => q.working));
  const yOf = (v, most) => h - (v / most) * (h - floor);
  const points = quarters.map((q, i) => (q.wait_mean_ms === null ? null : `${(x(i) + step / 2).toFixed(1)},${yOf(q.wait_mean_ms / 60000, waits).toFixed(1)}`)).filter(Boolean).join(' ');
  const steps = quarters.map((q, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${yOf(q.working, desks).toFixed(1)} H${(x(i) + step).toFixed(1)}`).join(' ');
  const target = yOf(targetMin, waits);
  return html`<svg class="chart" viewBox=${`0 0 ${width} ${3 * (h + gap) + 6}`} role="img" aria-label=${t('rp-curve')}>
    <${Lane} y=${0} h=${h} width=${width} title=${t('rp-arrivals')} top=${t('rp-most', { value: arrivals })}>${quarters.map((q, i) => html`<rect x=${x(i) + 1} width=${Math.max(1, step - 2)} y=${yOf(q.arrivals, arrivals)} height=${h - yOf(q.arrivals, arrivals)} rx="2" fill=${ACCENT} />`)}<//>
    <${Lane} y=${h + gap} h=${h} width=${width} title=${t('rp-waits')} top=${t('rp-most-min', { value: Math.round(Math.max(...quarters.map((q) => (q.wait_mean_ms || 0) / 60000))) })}>
      <line x1="0" x2=${width} y1=${target} y2=${target} stroke=${BAD} stroke-width="1.5" stroke-dasharray="6 5" /><text x="4" y=${target - 5} font-size="12" fill=${BAD}>${t('rp-target-min', { value: targetMin })}</text>
      <polyline points=${points} fill="none" stroke=${INK} stroke-width="2.5" stroke-linejoin="round" /><//>
    <${Lane} y=${2 * (h + gap)} h=${h} width=${width} title=${t('rp-working')} top=${t('rp-most', { value: desks })}><path d=${`${steps} V${h} H0 Z`} fill="#cfe3d6" /><path d=${steps} fill="none" stroke=${GOOD} stroke-width="2.5" /><//>
    ${quarters.map((q, i) => (q.begins_ms % 3600000 === 0 && i % Math.ceil(quarters.length / 28) === 0 ? html`<g><line x1=${x(i)} x2=${x(i)} y1="20" y2=${3 * (h + gap) - gap} stroke=${LINE} stroke-width="1" /><text x=${x(i)} y=${3 * (h + gap) - gap + 17} text-anchor=${i === 0 ? 'start' : 'middle'} font-size="12" fill=${MUTED}>${clock(q.begins_ms)}</text></g>` : null))}
  </svg>`;
}

/** Shares against the target, one column a line; its figure stands at the foot, clear of the target. */
export function Shares({ lines, target, labelOf }) {
  const list = lines.filter((l) => l.share !== null).slice(-60);
  if (list.length < 2) return null;
  const width = 860; const edge = 62; const h = 130; const low = 40;
  const step = (width - edge) / list.length;
  const y = (v) => 8 + ((100 - Math.max(low, v)) / (100 - low)) * (h - 8);
  const every = Math.ceil(list.length / 12);
  const foot = (l) => (y(l.share) > h - 20 ? { y: y(l.share) - 5, fill: INK } : { y: h - 6, fill: '#fff' });
  return html`<svg class="chart" viewBox=${`0 0 ${width} ${h + 24}`} role="img" aria-label=${t('rp-shares')}>
    ${list.map((l, i) => html`<g><title>${`${labelOf(l)}: ${figure(l.share, 1)} %`}</title><rect x=${i * step + step * 0.12} width=${step * 0.76} y=${y(l.share)} height=${h - y(l.share)} rx="2" fill=${l.share < target ? BAD : GOOD} />
      ${list.length <= 24 && html`<text x=${i * step + step / 2} ...${foot(l)} text-anchor="middle" font-size="12" font-weight="600">${figure(l.share, 0)}</text>`}
      ${i % every === 0 && html`<text x=${i * step + step / 2} y=${h + 17} text-anchor="middle" font-size="12" fill=${MUTED}>${labelOf(l)}</text>`}</g>`)}
    <line x1="0" x2=${width - edge} y1=${y(target)} y2=${y(target)} stroke=${INK} stroke-width="1.5" stroke-dasharray="6 5" /><text x=${width} y=${y(target) + 4} text-anchor="end" font-size="12" fill=${INK}>${t('hd-target', { target })}</text></svg>`;
}
