// Everybody who waits, in the order of place, and the search by number over the
// whole day: waiting, at a desk, or gone.
import { html, useState } from '../vendor/preact.js';
import { t } from '../common/text.js';
import { Num, WaitBar, WaitTime, serviceTitle } from '../common/widgets.js';
import { markOf } from '../desk/queue.js';

function Line({ ticket, chosen, onPick }) {
  const waits = ticket.status === 'waiting';
  return html`<li><button type="button" class=${chosen ? 'line chosen' : 'line'} data-number=${ticket.number} onClick=${() => onPick(ticket.id)}>
    <b><${Num} of=${ticket.number} /></b>
    <span class="mid"><span class="service">${[markOf(ticket), serviceTitle(ticket)].filter(Boolean).join(' · ')}</span>${waits && html`<${WaitBar} since=${ticket.reference_ms} />`}</span>
    <span class="time">${waits ? html`<${WaitTime} since=${ticket.reference_ms} />` : t(`hall-status-${ticket.status}`)}</span></button></li>`;
}

export function Queue({ picture, chosen, onPick }) {
  const [typed, setTyped] = useState('');
  const all = typed ? [...picture.waiting, ...picture.desks.map((d) => d.ticket).filter(Boolean), ...picture.recent] : picture.waiting;
  const wanted = typed.trim().toUpperCase().replace(/\s/g, '');
  const list = all.filter((x) => !wanted || x.number.includes(wanted));
  return html`<section class="queue panel"><div class="queue-head"><h2>${t('hall-queue', { count: picture.waiting.length })}</h2>
      <input class="field find" type="search" inputmode="numeric" aria-label=${t('hall-find')} placeholder=${t('hall-find')} value=${typed} onInput=${(e) => setTyped(e.target.value)} />
      ${typed && html`<button type="button" class="btn small" onClick=${() => setTyped('')}>${t('hall-clear')}</button>`}</div>
    ${list.length === 0 && html`<p class="hint">${typed ? t('hall-found-none') : t('hall-queue-none')}</p>`}
    ${list.length === 0 && wanted && html`<button type="button" class="btn" data-action="find-all" onClick=${() => onPick(`${picture.day.date}-${wanted}`)}>${t('hall-find-all', { number: wanted })}</button>`}
    <ol tabindex=${list.length > 5 ? '0' : undefined}>${list.map((ticket) => html`<${Line} key=${ticket.id} ticket=${ticket} chosen=${chosen === ticket.id} onPick=${onPick} />`)}</ol></section>`;
}
