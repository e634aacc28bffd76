// A statement or a complaint out of the visit (S10, S12, S13): the visit fills
// in its ticket, the manager who it is from. The receipt prints by itself.
import { html, useEffect } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { own, t } from '../common/text.js';

export const openStatement = () => ({ kind: 'statement', kinds: null, pick: null, name: '', phone: '', contract: '', gist: '', anonymous: false });

const kindOf = (panel) => (panel.kinds || []).find((kind) => kind.id === panel.pick);

export function statementDigit(digit, panel) {
  const hit = (panel.kinds || [])[Number(digit) - 1];
  return hit ? { ...panel, pick: hit.id, anonymous: panel.anonymous && hit.complaint } : panel;
}

export function confirmStatement(panel, { desk }) {
  if (!desk.ticket) return { text: t('callback-nobody'), disabled: true };
  const kind = kindOf(panel);
  if (!kind) return { text: t('confirm-statement-kind'), disabled: true };
  const { name, phone, contract, gist, anonymous } = panel;
  const who = anonymous ? { anonymous: true } : { name, phone, contract };
  const body = { ...who, gist, kind: kind.id, ticket: desk.ticket.id };
  const ready = anonymous || name.trim() || phone.trim() || contract.trim();
  return { text: t('confirm-statement'), disabled: !ready, name: 'statement', made: { path: '/api/v1/statements', body, shows: false } };
}

export function StatementPanel({ panel, set }) {
  useEffect(() => {
    if (!panel.kinds) get('/api/v1/statements?complaints=true').then((list) => set({ ...panel, kinds: list.kinds })).catch(() => set({ ...panel, kinds: [] }));
  }, []);
  const kind = kindOf(panel);
  const entry = (key, type) => html`<label class="row" for=${`statement-${key}`}><span>${t(`statement-desk-${key}`)}</span>
    <input id=${`statement-${key}`} class="field" type=${type} autocomplete="off" disabled=${panel.anonymous && key !== 'gist'} maxlength=${key === 'gist' ? 500 : 200} value=${panel[key]} onInput=${(e) => set({ ...panel, [key]: e.target.value })} /></label>`;
  return html`<div class="panel-head"><h3>${t('statement-desk-title')}</h3>${kind && html`<span class="key">${t('statement-desk-term', { days: kind.working_days })}</span>`}</div>
    ${panel.kinds && panel.kinds.length === 0 && html`<p class="told" role="alert">${t('statement-desk-none')}</p>`}
    <div class="choices two" role="group" aria-label=${t('statement-desk-kind')}>${(panel.kinds || []).map((one, i) => html`<button type="button" key=${one.id} class=${one.id === panel.pick ? 'choice chosen' : 'choice'} aria-pressed=${String(one.id === panel.pick)} data-choice=${one.id}
      onClick=${() => set({ ...panel, pick: one.id, anonymous: panel.anonymous && one.complaint })}><span class="code">${i < 9 ? i + 1 : ''}</span><span class="title">${own(one.title)}</span></button>`)}</div>
    <div class="form">${entry('name', 'text')}${entry('phone', 'tel')}${entry('contract', 'text')}${entry('gist', 'text')}</div>
    ${kind && kind.complaint && html`<label class="check"><input type="checkbox" checked=${panel.anonymous} onChange=${(e) => set({ ...panel, anonymous: e.target.checked })} /> ${t('statement-desk-anonymous')}</label>`}`;
}
