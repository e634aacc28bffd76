// «Моя очередь»: who waits for this desk, in the order of place, each wait as a
// bar against the target and in figures. A tap offers to call that visitor.
import { html } from '../vendor/preact.js';
import { t } from '../common/text.js';
import { Num, WaitBar, WaitTime, serviceTitle } from '../common/widgets.js';
import { Parked } from './history.js';

/** What sets a waiting visitor apart, in a word before the service. */
export function markOf(ticket) {
  if (ticket.only_desk) return t('mark-only', { desk: ticket.only_desk });
  return ticket.class === 'ordinary' ? '' : t(`mark-${ticket.class}`);
}

export function Queue({ queue, parked, picture, chosen, onCall }) {
  const elsewhere = picture.waiting.length - queue.length;
  return html`<aside class="queue" aria-label=${t('queue-mine', { count: queue.length })}>
    <h2>${t('queue-mine', { count: queue.length })}</h2>
    ${queue.length === 0 && html`<p class="none">${t('queue-none')}</p>`}
    <ol tabindex=${queue.length > 9 ? '0' : undefined}>${queue.map((ticket) => html`<li key=${ticket.id}>
      <button type="button" class=${chosen === ticket.id ? 'line chosen' : 'line'} data-number=${ticket.number} title=${t('queue-call-hint')} onClick=${() => onCall(ticket)}>
        <b><${Num} of=${ticket.number} /></b>
        <span class="mid"><span class="service">${[markOf(ticket), serviceTitle(ticket)].filter(Boolean).join(' · ')}</span><${WaitBar} since=${ticket.reference_ms} /></span>
        <span class="time"><${WaitTime} since=${ticket.reference_ms} /></span>
      </button></li>`)}</ol>
    <${Parked} list=${parked} chosen=${chosen} onOpen=${onCall} />
    ${elsewhere > 0 && html`<p class="else">${t('queue-elsewhere', { count: elsewhere })}</p>`}
  </aside>`;
}
