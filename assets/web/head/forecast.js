// Today's forecast: who usually comes on such a day by the hour (the last eight
// weeks), and who has come so far. Promises: the figures stand in the drawing
// and in a table for those who cannot see it. Never: guesses without a past.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { figure, t } from '../common/text.js';

const EVERY_MS = 60000;
const DAYS = 56;
const DAY_MS = 86400000;

const iso = (ms) => new Date(ms).toISOString().slice(0, 10);

/** One line an hour: `{hour, usual, came, wait}`; null: nothing is known of such days. */
function hoursOf(today, cells, lines) {
  const weekday = ((new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7) + 1;
  const usual = cells.filter((c) => c.weekday === weekday);
  if (usual.length === 0) return null;
  const hours = new Map(usual.map((c) => [c.hour, { hour: c.hour, usual: c.visits / Math.max(1, c.days), wait: c.wait_p85_ms, came: 0 }]));
  lines.forEach((l) => {
    const hour = Number(l.key);
    hours.set(hour, { ...(hours.get(hour) || { hour, usual: 0, wait: null }), came: l.visits });
  });
  return [...hours.values()].sort((a, b) => a.hour - b.hour);
}

function useForecast(today) {
  const [hours, setHours] = useState(null);
  useEffect(() => {
    let timerId = 0;
    let gone = false;
    const noon = Date.parse(`${today}T12:00:00Z`);
    const load = () => Promise.all([get(`/api/v1/reports/heat?from=${iso(noon - DAYS * DAY_MS)}&to=${iso(noon - DAY_MS)}`), get(`/api/v1/reports/hour?from=${today}&to=${today}`)])
      .then(([cells, report]) => { if (!gone) setHours(hoursOf(today, cells, report.lines)); }, () => {})
      .then(() => { if (!gone) timerId = setTimeout(load, EVERY_MS); });
    load();
    return () => { gone = true; clearTimeout(timerId); };
  }, [today]);
  return hours;
}

export function Forecast({ today }) {
  const hours = useForecast(today);
  if (!hours) return null;
  const width = 860; const h = 120; const floor = 18;
  const step = width / hours.length;
  const most = Math.max(4, ...hours.map((x) => Math.max(x.usual, x.came)));
  const y = (v) => h - (v / most) * (h - floor);
  const sum = (name) => hours.reduce((all, x) => all + x[name], 0);
  return html`<section class="panel wide forecast"><h2>${t('hd-forecast')}</h2>
    <p>${t('hd-forecast-sum', { usual: Math.round(sum('usual')), came: sum('came') })}</p>
    <svg class="chart" viewBox=${`0 0 ${width} ${h + 24}`} role="img" aria-label=${t('hd-forecast')}>${hours.map((x, i) => html`<g>
      <rect x=${i * step + 4} width=${step - 8} y=${y(x.usual)} height=${h - y(x.usual)} rx="4" fill="#d5e0f2" />
      <rect x=${i * step + step * 0.28} width=${step * 0.44} y=${y(x.came)} height=${h - y(x.came)} rx="3" fill="#1556d6" />
      <text x=${i * step + step / 2} y=${y(Math.max(x.usual, x.came)) - 4} text-anchor="middle" font-size="13" font-weight="600" fill="#10233f">${x.came > 0 ? `${x.came} / ` : ''}${figure(x.usual, 0)}</text>
      <text x=${i * step + step / 2} y=${h + 18} text-anchor="middle" font-size="13" fill="#4a5d7a">${x.hour}:00</text></g>`)}
      <line x1="0" x2=${width} y1=${h} y2=${h} stroke="#dbe4f0" stroke-width="1.5" /></svg>
    <table class="hidden-text"><caption>${t('hd-forecast')}</caption><tbody>${hours.map((x) => html`<tr><th scope="row">${x.hour}:00</th><td>${figure(x.usual, 0)}</td><td>${x.came}</td></tr>`)}</tbody></table></section>`;
}
