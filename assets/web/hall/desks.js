// The desks at a glance, and one of them with what the hall manager may do there.
import { html } from '../vendor/preact.js';
import { spaced, t } from '../common/text.js';
import { Num, Timer, serviceTitle, whyText } from '../common/widgets.js';
import { queueOf } from '../desk/actions.js';

/** More desks than this stand closer, so that all of them are seen at once. */
const ROOMY = 9;

const stateOf = (d) => (d.status === 'on-break' ? t(`break-${d.break_kind || 'rest'}`) : t(`desk-status-${d.status}`));

export function Desks({ picture, chosen, onPick }) {
  return html`<ul class=${picture.desks.length > ROOMY ? 'desks many' : 'desks'} aria-label=${t('hall-desks')}>${picture.desks.map((d) => html`<li key=${d.desk}><button type="button" class=${`btn deskcard ${d.status}${chosen === d.desk ? ' chosen' : ''}`} data-desk=${d.desk} title=${d.staff_name || d.staff || ''} onClick=${() => onPick(d.desk)}>
    <span class="row1"><b>${d.desk}</b><span class="at">${d.ticket ? html`<${Num} of=${d.ticket.number} />` : ''}</span></span>
    <span class="state"><span class="word">${stateOf(d)}</span>${d.status !== 'closed' && html` <${Timer} since=${d.since_ms} />`}</span>
    <span class="name">${d.staff_name || d.staff || ''}</span></button></li>`)}</ul>`;
}

export function DeskDetail({ picture, number, hand, command, onBack, onTicket }) {
  const d = picture.desks.find((x) => x.desk === number);
  if (!d) return null;
  const busy = command.intent !== null;
  const queue = queueOf(picture, d);
  const press = (name, path, body = {}) => hand.press({
    name, path: `/api/v1/desks/${number}/${path}`, body, revision: d.revision, shows: false,
    notBefore: path === 'call-next' ? d.next_call_ms : 0, args: { number: d.ticket ? spaced(d.ticket.number) : '', desk: number },
  });
  const acts = {
    free: [['call-next', 'call-next', 'hall-call-next-here'], ['close', 'close', 'action-close']],
    calling: [['start', 'start', 'hall-start-here'], ['recall', 'recall', 'action-recall'], ['no-show', 'no-show', 'action-no-show'], ['return', 'return', 'action-return']],
    serving: [['finish-next', 'call-next', 'hall-finish-next-here'], ['finish', 'finish', 'action-finish']],
    'on-break': [['resume', 'resume', 'action-resume']],
    closed: [['open-own', 'open', 'hall-own-desk']],
  }[d.status] || [];
  return html`<div class="detail"><div class="detail-head"><h1>${t('desk-n', { desk: number })}</h1><button type="button" class="btn small" onClick=${onBack}>${t('hall-back')}</button></div>
    <p>${[d.staff_name, stateOf(d), t('served-today', { count: d.served_today }), t('hall-waiting', { count: queue.length })].filter(Boolean).join(' · ')}</p>
    ${d.ticket && html`<button type="button" class="btn ticketcard" onClick=${() => onTicket(d.ticket.id)}><b><${Num} of=${d.ticket.number} /></b><span>${serviceTitle(d.ticket)}</span><span class="key">${whyText(d.ticket.why)}</span></button>`}
    <div class="acts">${acts.map(([name, path, key]) => html`<button type="button" key=${name} class="btn" disabled=${busy} data-action=${name}
      onClick=${(e) => { if (e.detail < 2) press(name, path, path === 'call-next' ? { finish: d.status === 'serving' ? d.ticket.id : null } : {}); }}>${t(key)}</button>`)}</div></div>`;
}
