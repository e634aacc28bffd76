// What was and what will be: a past day with a change, the plan of a month,
// and how exact the promised waits are.
// Promises: before and after stand side by side in figures. Never: counts itself.
import { html, useState } from '../vendor/preact.js';
import { figure, own, serviceName, t } from '../common/text.js';
import { Notice } from '../common/widgets.js';
import { Days } from './plan.js';
import { spans, useReport } from './reports.js';

const min = (ms) => figure(ms / 60000, 1);
const percent = (value) => (value === null ? '—' : `${value} %`);

/** One figure before and after, and whether that is better. */
function Row({ name, of, lines, less, plain, shown = (v) => v }) {
  const [, before, after] = lines.map(of);
  const change = plain || before === null || after === null || before === after ? '' : (after < before) === Boolean(less) ? 'better' : 'late';
  return html`<tr><th scope="row">${name}</th>${lines.map((line, i) => html`<td class=${`num ${i === 2 ? change : ''}`}>${shown(of(line))}</td>`)}</tr>`;
}

function Outcomes({ found, target }) {
  const all = [found.happened, found.again, found.changed];
  const hours = found.again.hours.map((line, i) => [line, found.changed.hours[i]]).filter(([a, b]) => a.answered + (b ? b.answered : 0) > 0);
  return html`<div class="scroll"><table class="what-if"><thead><tr><th scope="col"></th>${['happened', 'again', 'changed'].map((c) => html`<th scope="col" class="num">${t(`wi-${c}`)}</th>`)}</tr></thead><tbody>
      <${Row} name=${t('wi-percent', { target: found.target_min })} lines=${all} of=${(o) => o.total.percent} shown=${percent} />
      <${Row} name=${t('wi-late')} less lines=${all} of=${(o) => o.total.late} />
      <${Row} name=${t('wi-mean')} less lines=${all} of=${(o) => o.total.wait_mean_ms} shown=${min} />
      <${Row} name=${t('wi-longest')} less lines=${all} of=${(o) => o.total.wait_longest_ms} shown=${min} />
      <${Row} name=${t('wi-unanswered')} less lines=${all} of=${(o) => o.unanswered} />
      <${Row} name=${t('wi-desk-hours')} plain lines=${all} of=${(o) => o.open_ms} shown=${(ms) => figure(ms / 3600000, 1)} /></tbody></table></div>
    <details><summary>${t('wi-by-hour')}</summary><div class="scroll"><table><thead><tr><th scope="col">${t('wi-hour')}</th><th scope="col" class="num">${t('wi-came')}</th><th scope="col" class="num">${t('wi-again')}</th><th scope="col" class="num">${t('wi-changed')}</th></tr></thead>
      <tbody>${hours.map(([a, b]) => html`<tr key=${a.key}><th scope="row">${a.key}:00</th><td class="num">${a.answered}</td><td class=${a.percent !== null && a.percent < target ? 'num late' : 'num'}>${percent(a.percent)}</td><td class=${b.percent !== null && b.percent < target ? 'num late' : 'num'}>${percent(b.percent)}</td></tr>`)}</tbody></table></div></details>`;
}

/** «Если бы в 11:00 открыли шестое окно», «если бы у окна 2 были льготы». */
function WhatIf({ picture }) {
  const [day, setDay] = useState(spans(picture.day.date).yesterday[0]);
  const [kind, setKind] = useState('open');
  const [desk, setDesk] = useState(String(Math.max(0, ...picture.desks.map((d) => d.desk)) + 1));
  const [from, setFrom] = useState('11:00');
  const [until, setUntil] = useState('');
  const [services, setServices] = useState([]);
  const [asked, setAsked] = useState(null);
  const { data, problem } = useReport(asked);
  const path = () => (kind === 'open' ? `/api/v1/replay?day=${day}&open=${desk}&open_at=${from}&open_until=${until}` : `/api/v1/replay?day=${day}&desk=${desk}&services=${services.map(encodeURIComponent).join(',')}`);
  const ready = day && Number(desk) > 0 && (kind === 'open' ? from : services.length > 0);
  const choose = (other) => { setKind(other); setDesk(String(other === 'open' ? Math.max(0, ...picture.desks.map((d) => d.desk)) + 1 : (picture.desks[0] || { desk: 1 }).desk)); };
  const flip = (id) => setServices(services.includes(id) ? services.filter((s) => s !== id) : [...services, id]);
  return html`<section class="panel wide" data-part="what-if"><h2>${t('wi-title')}</h2><p class="muted">${t('wi-what')}</p>
    <div class="chips"><label class="inline"><span>${t('rp-date')}</span><input class="field" type="date" max=${picture.day.date} value=${day} onChange=${(e) => setDay(e.target.value)} /></label>
      ${['open', 'serve'].map((name) => html`<button type="button" key=${name} class=${kind === name ? 'chip chosen' : 'chip'} aria-pressed=${String(kind === name)} data-kind=${name} onClick=${() => choose(name)}>${t(`wi-kind-${name}`)}</button>`)}
      <label class="inline"><span>${t('wi-desk')}</span><input class="field short" type="number" min="1" max="999" value=${desk} onInput=${(e) => setDesk(e.target.value)} /></label>
      ${kind === 'open' && html`<label class="inline"><span>${t('wi-from')}</span><input class="field" type="time" value=${from} onInput=${(e) => setFrom(e.target.value)} /></label>
        <label class="inline"><span>${t('wi-until')}</span><input class="field" type="time" value=${until} onInput=${(e) => setUntil(e.target.value)} /></label>`}
      <button type="button" class="btn small" data-act="replay" disabled=${!ready} onClick=${() => setAsked(path())}>${t('wi-run')}</button></div>
    ${kind === 'serve' && html`<div class="chips pick">${picture.services.map((s) => html`<button type="button" key=${s.id} class=${services.includes(s.id) ? 'chip chosen' : 'chip'} aria-pressed=${String(services.includes(s.id))} onClick=${() => flip(s.id)}>${serviceName(s, picture)}</button>`)}</div>`}
    ${problem && html`<${Notice} level="bad"><span class="grow">${problem}</span><//>`}
    ${data && html`<${Outcomes} found=${data} target=${data.target_percent} />`}</section>`;
}

function Promises({ picture }) {
  const [from, to] = [spans(picture.day.date).year[0], picture.day.date];
  const { data } = useReport(`/api/v1/reports/promises?from=${from}&to=${to}`);
  if (!data) return null;
  const title = (id) => { const found = picture.services.find((s) => s.id === id); return found ? serviceName(found, picture) : id || t('service-live'); };
  const line = (kept, name) => html`<tr key=${kept.key}><th scope="row">${name}</th><td class="num">${kept.visits}</td><td class=${kept.covered_percent !== null && kept.visits >= 60 && kept.covered_percent < 80 ? 'num late' : 'num'}>${percent(kept.covered_percent)}</td>
    <td class="num">${kept.mean_error_ms === null ? '—' : min(kept.mean_error_ms)}</td><td class="num">${kept.mean_wait_ms === null ? '—' : min(kept.mean_wait_ms)}</td></tr>`;
  return html`<section class="panel wide" data-part="promises"><h2>${t('kp-title')}</h2><p class="muted">${t('kp-what')}</p>
    ${data.drift_text && html`<${Notice} level="warn"><span class="grow">${own(data.drift_text)}</span><//>`}
    ${data.total.visits === 0 ? html`<p class="muted">${t('kp-none')}</p>` : html`<div class="scroll"><table><thead><tr><th scope="col">${t('head-col-service')}</th><th scope="col" class="num">${t('kp-visits')}</th><th scope="col" class="num">${t('kp-covered')}</th><th scope="col" class="num">${t('kp-error')}</th><th scope="col" class="num">${t('kp-wait')}</th></tr></thead>
      <tbody>${data.services.map((kept) => line(kept, title(kept.key)))}${line(data.lately, t('kp-lately'))}${line(data.before, t('kp-before'))}</tbody></table></div>`}</section>`;
}

export function Ahead({ picture }) {
  return html`<div class="grid ahead"><${WhatIf} picture=${picture} /><${Days} picture=${picture} /><${Promises} picture=${picture} /></div>`;
}
