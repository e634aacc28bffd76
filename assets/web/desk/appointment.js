// An appointment out of the visit (S9, S10): the visit's service is filled in,
// the manager picks the time. The parts that draw slots come when they are asked for.
import { html, useEffect, useState } from '../vendor/preact.js';
import { own, t, withAreas } from '../common/text.js';

export const openAppointment = () => ({ kind: 'appointment', slot: null, phone: '', name: '' });

export function confirmAppointment(panel, { desk }) {
  if (!desk.ticket) return { text: t('callback-nobody'), disabled: true };
  if (!desk.ticket.service) return { text: t('appointment-no-service'), disabled: true };
  if (!panel.slot) return { text: t('confirm-appointment-slot'), disabled: true };
  const body = { service: desk.ticket.service, starts_ms: panel.slot.starts_ms, phone: panel.phone.trim(), name: panel.name.trim(), language: desk.ticket.language, print: true };
  return { text: t('confirm-appointment', { time: panel.slot.time }), disabled: !(body.phone || body.name), name: 'appointment', made: { path: '/api/v1/appointments', body, shows: false } };
}

export function AppointmentPanel({ panel, set, context }) {
  const [parts, setParts] = useState(null);
  const { ticket } = context.desk;
  useEffect(() => { Promise.all([import('../booking/make.js'), withAreas(['booking'])]).then(([made]) => setParts(made), () => setParts({})); }, []);
  const entry = (key, type) => html`<label class="row" for=${`appointment-${key}`}><span>${t(`appointment-${key}`)}</span>
    <input id=${`appointment-${key}`} class="field" type=${type} autocomplete="off" maxlength="100" value=${panel[key]} onInput=${(e) => set({ ...panel, [key]: e.target.value })} /></label>`;
  return html`<div class="panel-head"><h3>${t('appointment-title')}</h3>${ticket && html`<span class="key">${own(ticket.service_title)}</span>`}</div>
    ${ticket && !ticket.service && html`<p class="told">${t('appointment-no-service')}</p>`}
    ${parts && !parts.Slots && html`<p class="told" role="alert">${t('appointment-away')}</p>`}
    ${ticket && ticket.service && parts && parts.Slots && html`<div class="slot-place"><${parts.Slots} service=${ticket.service} chosen=${panel.slot && panel.slot.starts_ms} onPick=${(slot) => set({ ...panel, slot })} /></div>`}
    <div class="form pair">${entry('phone', 'tel')}${entry('name', 'text')}</div>`;
}
