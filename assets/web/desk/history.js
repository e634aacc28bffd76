// What is known of this visit from before, and who is put aside at this desk.
import { html } from '../vendor/preact.js';
import { own, t } from '../common/text.js';
import { clock, minutes } from '../common/time.js';
import { Num, Timer, serviceTitle } from '../common/widgets.js';

const SHOWN = 3; // lines of earlier spells that fit beside the note

/** Earlier spells of this visit at desks, latest first. */
export function History({ ticket }) {
  const legs = (ticket.legs || []).slice(-SHOWN).reverse();
  if (legs.length === 0) return null;
  return html`<ol class="legs" aria-label=${t('legs-title')}>${legs.map((leg) => html`<li key=${leg.from_ms}>
    <b>${t('desk-n', { desk: leg.desk })}</b> ${[leg.staff_name, own(leg.service_title)].filter(Boolean).join(' · ')}
    <span class="when">${clock(leg.from_ms)}–${clock(leg.to_ms)} · ${t('span-minutes', { count: minutes(leg.to_ms - leg.from_ms) })} · ${t(`leg-${leg.end}`)}</span>
    ${leg.note && leg.note !== ticket.note && html`<span class="said-then">${leg.note}</span>`}</li>`)}</ol>`;
}

/** Those put aside here: a tap opens the visit again. */
export function Parked({ list, chosen, onOpen }) {
  if (list.length === 0) return null;
  return html`<section class="parked" aria-label=${t('parked-title', { count: list.length })}>
    <h2>${t('parked-title', { count: list.length })}</h2>
    <ul>${list.map((ticket) => html`<li key=${ticket.id}><button type="button" class=${chosen === ticket.id ? 'line chosen' : 'line'} data-parked=${ticket.number} onClick=${() => onOpen(ticket)}>
      <b><${Num} of=${ticket.number} /></b><span class="mid"><span class="service">${ticket.note || serviceTitle(ticket)}</span></span>
      <span class="time"><${Timer} since=${ticket.since_ms} /></span></button></li>`)}</ul></section>`;
}
