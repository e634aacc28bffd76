// One ticket in the hall manager's hand: what is known, and what may be done.
// Promises: what goes past the order needs a reason, which is kept; a visitor is
// taken out of the queue only by a second press.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { own, spaced, t } from '../common/text.js';
import { clock } from '../common/time.js';
import { Num, WaitTime, serviceTitle } from '../common/widgets.js';
import { WHY, WhyChips } from './why.js';

const REASONS = ['hard', 'short', 'back'];

function CallTo({ ticket, picture, hand, busy }) {
  const [reason, setReason] = useState('');
  const ready = reason.trim() !== '';
  const call = (d) => hand.press({
    name: 'call', path: `/api/v1/desks/${d.desk}/call`, revision: d.revision, shows: false, notBefore: d.next_call_ms,
    body: { ticket: ticket.id, reason: reason.trim() }, args: { ticket: spaced(ticket.number) },
  });
  return html`<div class="chips" role="group" aria-label=${t('hall-call-reason')}>${REASONS.map((r) => html`<button type="button" key=${r} class=${reason === t(`hall-reason-${r}`) ? 'chip chosen' : 'chip'} data-chip=${r} onClick=${() => setReason(t(`hall-reason-${r}`))}>${t(`hall-reason-${r}`)}</button>`)}</div>
    <input class="field" aria-label=${t('hall-call-reason')} placeholder=${t('hall-call-reason')} maxlength="200" value=${reason} onInput=${(e) => setReason(e.target.value)} />
    ${!ready && html`<p class="hint">${t('hall-call-reason-need')}</p>`}
    <div class="todesks">${picture.desks.map((d) => html`<button type="button" key=${d.desk} class="btn" data-call-to=${d.desk} disabled=${busy || !ready || d.status !== 'free'} onClick=${(e) => { if (e.detail < 2) call(d); }}>
      <b>${d.desk}</b><span class="key">${d.status === 'free' ? t('choose-free') : d.status === 'closed' ? t('hall-desk-off') : t('hall-desk-busy')}</span></button>`)}</div>`;
}

/** To a desk of its own, in its turn there: no reason is needed, nobody is passed by. */
function SendTo({ ticket, picture, hand, busy }) {
  const send = (d) => hand.press({ name: 'send', path: `/api/v1/tickets/${encodeURIComponent(ticket.id)}/send`, body: { desk: d.desk }, shows: false, args: { ticket: spaced(ticket.number) } });
  return html`<div class="todesks">${picture.desks.map((d) => html`<button type="button" key=${d.desk} class=${ticket.only_desk === d.desk ? 'btn chosen' : 'btn'} data-send-to=${d.desk}
    disabled=${busy || d.status === 'closed'} onClick=${(e) => { if (e.detail < 2) send(d); }}><b>${d.desk}</b><span class="key">${d.status === 'free' ? t('choose-free') : d.status === 'closed' ? t('hall-desk-off') : t('hall-desk-busy')}</span></button>`)}</div>`;
}

/** Another service or class; the chip is the reason. */
function Change({ ticket, picture, hand, busy }) {
  const current = WHY.find((why) => why.cls === ticket.class) || WHY[0];
  const [why, setWhy] = useState(current);
  const [service, setService] = useState(ticket.service || '');
  const changed = why !== current || service !== (ticket.service || '');
  const save = () => hand.press({ name: 'change', path: `/api/v1/tickets/${encodeURIComponent(ticket.id)}/change`, shows: false, args: { ticket: spaced(ticket.number) },
    body: { service: service || null, class: ticket.class === 'appointment' && why === current ? null : why.cls, reason: why === current ? t('hall-change-service') : t(why.key) } });
  return html`<${WhyChips} value=${why} onPick=${setWhy} />
    <div class="change-row"><select class="field" aria-label=${t('hall-change-service')} value=${service} onChange=${(e) => setService(e.target.value)}>${!ticket.service && html`<option value="">${t('service-live')}</option>`}
      ${picture.segments.map((s) => html`<optgroup key=${s.id} label=${own(s.title)}>${picture.services.filter((x) => x.segment === s.id).map((x) => html`<option key=${x.id} value=${x.id}>${own(x.title)}</option>`)}</optgroup>`)}</select>
      <button type="button" class="btn" data-action="change" disabled=${busy || !changed} onClick=${save}>${t('hall-change')}</button></div>`;
}

/** The visitor has left: asked twice, for it ends a wait. */
function Left({ busy, onLeft }) {
  const [sure, setSure] = useState(false);
  if (!sure) return html`<button type="button" class="btn" disabled=${busy} data-action="left" onClick=${() => setSure(true)}>${t('hall-left')}</button>`;
  return html`<button type="button" class="btn main" disabled=${busy} data-action="left-sure" onClick=${onLeft}>${t('hall-left-sure')}</button><button type="button" class="btn" onClick=${() => setSure(false)}>${t('hall-left-no')}</button>`;
}

/** Whoever is not on the picture any more is asked for. */
function useTicket(picture, id) {
  const shown = [...picture.waiting, ...picture.desks.map((d) => d.ticket).filter(Boolean), ...picture.recent].find((x) => x.id === id);
  const [asked, setAsked] = useState(null);
  useEffect(() => {
    let gone = false;
    if (!shown) get(`/api/v1/tickets/${encodeURIComponent(id)}`).then((x) => { if (!gone) setAsked(x); }, () => { if (!gone) setAsked(null); });
    return () => { gone = true; };
  }, [id, !shown]);
  return shown || (asked && asked.id === id ? asked : null);
}

/** «Почему вызвали раньше меня?»: what may be answered aloud, nothing about the person. */
function Why({ ticket }) {
  const [said, setSaid] = useState(null);
  useEffect(() => {
    let gone = false;
    setSaid(null);
    get(`/api/v1/tickets/${encodeURIComponent(ticket.id)}/why`).then((x) => { if (!gone) setSaid(x); }, () => {});
    return () => { gone = true; };
  }, [ticket.id, ticket.status]);
  return said && html`<div class="full" data-part="why"><dt>${t('hall-why-asked')}</dt><dd>${own(said.text)}</dd></div>`;
}

/** What may be done with a waiting ticket; one at a time, so that all of it fits. */
const WAYS = { call: { title: 'hall-call-to', part: CallTo }, send: { title: 'hall-send', part: SendTo }, change: { title: 'hall-change', part: Change } };

export function Ticket({ picture, id, hand, command, onBack }) {
  const ticket = useTicket(picture, id);
  const [way, setWay] = useState('call');
  if (!ticket) return html`<p class="hint">${t('hall-found-none')}</p><button type="button" class="btn" onClick=${onBack}>${t('hall-back')}</button>`;
  const busy = command.intent !== null;
  const act = (name, body) => hand.press({ name, body, path: `/api/v1/tickets/${encodeURIComponent(id)}/${name}`, shows: false, args: { ticket: spaced(ticket.number) } });
  return html`<div class="detail"><div class="detail-head"><h1 class="number"><${Num} of=${ticket.number} /></h1><span class="pill">${t(`hall-status-${ticket.status}`)}</span><button type="button" class="btn small" onClick=${onBack}>${t('hall-back')}</button></div>
    <dl class="known">
      <div><dt>${t('hall-ticket-service')}</dt><dd>${serviceTitle(ticket)}</dd></div>
      <div><dt>${t('hall-ticket-taken')}</dt><dd>${clock(ticket.taken_ms)}</dd></div>
      ${ticket.status === 'waiting' && html`<div><dt>${t('hall-ticket-wait')}</dt><dd><${WaitTime} since=${ticket.reference_ms} /></dd></div>`}
      <div><dt>${t('hall-class')}</dt><dd>${t(`class-${ticket.class}`)}</dd></div>
      ${ticket.desk && html`<div><dt>${t('hall-ticket-desk')}</dt><dd>${ticket.desk}</dd></div>`}
      <div><dt>${t('hall-ticket-print')}</dt><dd>${t(`print-${ticket.print}`)}</dd></div>
      ${['called', 'serving'].includes(ticket.status) && html`<${Why} ticket=${ticket} />`}
      ${ticket.note && html`<div class="full"><dt>${t('card-note')}</dt><dd>${ticket.note}</dd></div>`}
    </dl>
    ${ticket.status === 'waiting' && html`<div class="chips" role="group" aria-label=${t('hall-change')}>${Object.keys(WAYS).map((name) => html`<button type="button" key=${name} class=${way === name ? 'chip chosen' : 'chip'} aria-pressed=${String(way === name)} data-way=${name} onClick=${() => setWay(name)}>${t(WAYS[name].title)}</button>`)}</div>
      <${WAYS[way].part} key=${`${way} ${ticket.class} ${ticket.service}`} ticket=${ticket} picture=${picture} hand=${hand} busy=${busy} />`}
    <div class="acts">
      ${['no-show', 'left', 'not-served'].includes(ticket.status) && !picture.oversight.closed && html`<button type="button" class="btn main" disabled=${busy} data-action="revive" onClick=${() => act('revive')}>${t('hall-revive')}</button>`}
      <button type="button" class="btn" disabled=${busy} data-action="print" onClick=${() => act('print')}>${t('hall-reprint')}</button>
      ${ticket.status === 'waiting' && html`<${Left} busy=${busy} onLeft=${() => act('cancel')} />`}</div></div>`;
}
