// One ticket in the hall manager's hand: what is known, and what may be done.
// Promises: calling out of order needs a reason, which is kept beside the call.
import { html, useState } from '../vendor/preact.js';
import { t } from '../common/text.js';
import { clock } from '../common/time.js';
import { Num, WaitTime, serviceTitle } from '../common/widgets.js';

const REASONS = ['hard', 'short', 'back'];

function CallTo({ ticket, picture, hand, busy }) {
  const [reason, setReason] = useState('');
  const ready = reason.trim() !== '';
  const call = (d) => hand.press({
    name: 'call', path: `/api/v1/desks/${d.desk}/call`, revision: d.revision, shows: false, notBefore: d.next_call_ms,
    body: { ticket: ticket.id, reason: reason.trim() }, args: { ticket: ticket.number },
  });
  return html`<h2>${t('hall-call-to')}</h2>
    <div class="chips" role="group" aria-label=${t('hall-call-reason')}>${REASONS.map((r) => html`<button type="button" key=${r} class=${reason === t(`hall-reason-${r}`) ? 'chip chosen' : 'chip'} data-chip=${r} onClick=${() => setReason(t(`hall-reason-${r}`))}>${t(`hall-reason-${r}`)}</button>`)}</div>
    <input class="field" aria-label=${t('hall-call-reason')} placeholder=${t('hall-call-reason')} maxlength="200" value=${reason} onInput=${(e) => setReason(e.target.value)} />
    ${!ready && html`<p class="hint">${t('hall-call-reason-need')}</p>`}
    <div class="todesks">${picture.desks.map((d) => html`<button type="button" key=${d.desk} class="btn" data-call-to=${d.desk} disabled=${busy || !ready || d.status !== 'free'} onClick=${(e) => { if (e.detail < 2) call(d); }}>
      <b>${d.desk}</b><span class="key">${d.status === 'free' ? t('choose-free') : d.status === 'closed' ? t('hall-desk-off') : t('hall-desk-busy')}</span></button>`)}</div>`;
}

export function Ticket({ picture, id, hand, command, onBack }) {
  const ticket = [...picture.waiting, ...picture.desks.map((d) => d.ticket).filter(Boolean), ...picture.recent].find((x) => x.id === id);
  if (!ticket) return html`<p class="hint">${t('hall-found-none')}</p><button type="button" class="btn" onClick=${onBack}>${t('hall-back')}</button>`;
  const busy = command.intent !== null;
  const act = (name) => hand.press({ name, path: `/api/v1/tickets/${encodeURIComponent(id)}/${name}`, shows: false, args: { ticket: ticket.number } });
  return html`<div class="detail"><div class="detail-head"><h1 class="number"><${Num} of=${ticket.number} /></h1><span class="pill">${t(`hall-status-${ticket.status}`)}</span><button type="button" class="btn small" onClick=${onBack}>${t('hall-back')}</button></div>
    <dl class="known">
      <div><dt>${t('hall-ticket-service')}</dt><dd>${serviceTitle(ticket)}</dd></div>
      <div><dt>${t('hall-ticket-taken')}</dt><dd>${clock(ticket.taken_ms)}</dd></div>
      ${ticket.status === 'waiting' && html`<div><dt>${t('hall-ticket-wait')}</dt><dd><${WaitTime} since=${ticket.reference_ms} /></dd></div>`}
      <div><dt>${t('hall-class')}</dt><dd>${t(`class-${ticket.class}`)}</dd></div>
      ${ticket.desk && html`<div><dt>${t('hall-ticket-desk')}</dt><dd>${ticket.desk}</dd></div>`}
      <div><dt>${t('hall-ticket-print')}</dt><dd>${t(`print-${ticket.print}`)}</dd></div>
      ${ticket.note && html`<div class="full"><dt>${t('card-note')}</dt><dd>${ticket.note}</dd></div>`}
    </dl>
    ${ticket.status === 'waiting' && html`<${CallTo} ticket=${ticket} picture=${picture} hand=${hand} busy=${busy} />`}
    <div class="acts">
      ${ticket.status === 'no-show' && html`<button type="button" class="btn main" disabled=${busy} data-action="revive" onClick=${() => act('revive')}>${t('hall-revive')}</button>`}
      <button type="button" class="btn" disabled=${busy} data-action="print" onClick=${() => act('print')}>${t('hall-reprint')}</button></div></div>`;
}
