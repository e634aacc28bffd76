// A callback out of the visit (S10): the visit fills in what it knows, the
// manager the phone. Promises: nothing is sent without the visitor's agreement.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { dayText, own, t } from '../common/text.js';

export const openCallback = () => ({ kind: 'callback', phone: '', name: '', gist: '', agreed: false });

export function confirmCallback(panel, { desk }) {
  if (!desk.ticket) return { text: t('callback-nobody'), disabled: true };
  const { id, service, language } = desk.ticket;
  const body = { phone: panel.phone.trim(), name: panel.name.trim() || null, gist: panel.gist.trim() || null, service, ticket: id, language, consent: panel.agreed };
  const ready = body.phone && panel.agreed && (body.gist || service);
  return { text: t('confirm-callback'), disabled: !ready, name: 'callback', made: { path: '/api/v1/callbacks', body, shows: false } };
}

export function CallbackPanel({ panel, set }) {
  const [offer, setOffer] = useState(null);
  useEffect(() => { get('/api/v1/callbacks/offer').then(setOffer).catch(() => setOffer({ available: false })); }, []);
  const entry = (key, type) => html`<label class="row" for=${`callback-${key}`}><span>${t(`callback-${key}`)}</span>
    <input id=${`callback-${key}`} class="field" type=${type} autocomplete="off" value=${panel[key]} maxlength=${key === 'gist' && offer && offer.gist_chars ? offer.gist_chars : 200} onInput=${(e) => set({ ...panel, [key]: e.target.value })} /></label>`;
  return html`<div class="panel-head"><h3>${t('callback-title')}</h3>${offer && offer.due && html`<span class="key">${t('callback-due', { due: dayText(offer.due) })}</span>`}</div>
    ${offer && !offer.available && html`<p class="told" role="alert">${t('callback-away')}</p>`}
    <div class="form">${entry('phone', 'tel')}${entry('name', 'text')}${entry('gist', 'text')}</div>
    <label class="check consent"><input type="checkbox" checked=${panel.agreed} onChange=${(e) => set({ ...panel, agreed: e.target.checked })} /> <span>${t('callback-agreed')} ${offer && own(offer.consent)}</span></label>`;
}
