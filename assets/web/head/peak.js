// S7 and S17: the peak under way and what to do about it in one tap, who of the
// reserve is free, and the peaks that were.
import { html } from '../vendor/preact.js';
import { t } from '../common/text.js';
import { clock, minutes, useTick } from '../common/time.js';

const span = (ms) => t('hd-min', { count: Math.max(1, minutes(ms)) });

function Reserve({ people, may, hand, busy }) {
  const free = people.filter((r) => r.desk === null && r.called_ms === null);
  const call = (accounts) => hand.press({ name: 'call-reserve', path: '/api/v1/peaks/call-reserve', body: accounts ? { accounts } : {}, shows: false });
  return html`<div class="reserve"><h3>${t('hd-reserve')}</h3>
    ${people.length === 0 && html`<p class="muted">${t('hd-reserve-none')}</p>`}
    <ul>${people.map((r) => html`<li key=${r.account}><b>${r.name}</b> <span class="muted">${r.desk !== null ? t('hd-reserve-at', { desk: r.desk }) : r.called_ms !== null ? t('hd-reserve-called', { at: clock(r.called_ms) }) : t('hd-reserve-free')}</span></li>`)}</ul>
    ${may && html`<div class="two">${free.length > 0 && html`<button type="button" class="btn main" data-action="call-reserve" disabled=${busy} onClick=${(e) => { if (e.detail < 2) call(null); }}>${t('hd-call-reserve', { count: free.length })}</button>`}
      ${people.some((r) => r.called_ms !== null) && html`<button type="button" class="btn" data-action="stand-down" disabled=${busy} onClick=${() => hand.press({ name: 'stand-down', path: '/api/v1/peaks/stand-down', shows: false })}>${t('hd-stand-down')}</button>`}</div>`}</div>`;
}

function Past({ peaks }) {
  if (peaks.length === 0) return html`<p class="muted">${t('hd-peaks-none')}</p>`;
  return html`<table><thead><tr>${['when', 'worst', 'reaction', 'seen'].map((c) => html`<th scope="col">${t(`hd-peak-${c}`)}</th>`)}</tr></thead>
    <tbody>${[...peaks].reverse().map((p) => html`<tr key=${p.began_ms}><th scope="row" class="digits">${clock(p.began_ms)} – ${clock(p.ended_ms)}</th><td>${t('hd-peak-load', { waiting: p.waiting, working: p.working })}</td>
      <td>${p.reacted_ms === null ? t('hd-peak-alone') : t('hd-peak-after', { count: minutes(p.reacted_ms - p.began_ms) })}</td><td>${p.acknowledged_by || '—'}</td></tr>`)}</tbody></table>`;
}

/** What helps: no more desks than there are. */
function help(add, picture) {
  const spare = picture.desks.filter((d) => d.status === 'closed' && d.services.length > 0).length;
  if (add === 0) return t('hd-peak-easing');
  if (add <= spare) return t('hd-peak-add', { count: add });
  return spare > 0 ? t('hd-peak-add-last', { count: spare }) : t('hd-peak-no-desk');
}

export function Peak({ picture, may, hand, busy }) {
  const { peak, peaks, desks_to_add: add, reserve } = picture.oversight;
  const at = useTick();
  return html`<section class=${peak ? 'panel wide peak on' : 'panel wide peak'}>
    <div class="peak-now">${peak ? html`<div role="alert"><h2>${t('hd-peak-on', { since: clock(peak.began_ms), lasts: span(at - peak.began_ms) })}</h2>
        <p class="lead">${t('hd-peak-load-now', { waiting: picture.waiting.length, working: picture.working_desks })} ${help(add, picture)}</p>
        ${peak.acknowledged_by ? html`<p>${t('hd-peak-seen-by', { who: peak.acknowledged_by })}</p>` : html`<button type="button" class="btn" data-action="acknowledge" disabled=${busy} onClick=${() => hand.press({ name: 'acknowledge', path: '/api/v1/peaks/acknowledge', shows: false })}>${t('hd-peak-acknowledge')}</button>`}</div>`
      : html`<h2>${t('hd-peak-off')}</h2><${Past} peaks=${peaks} />`}</div>
    <${Reserve} people=${reserve} may=${may} hand=${hand} busy=${busy} />
    ${peak && peaks.length > 0 && html`<div class="wide"><h3>${t('hd-peaks-before')}</h3><${Past} peaks=${peaks} /></div>`}</section>`;
}
