// What opens inside the card off the beaten path: transfer, call a given
// visitor, break and desk, services of the desk. One at a time, never modal.
// Promises: each works with a mouse, with keys and with a numeric pad alone;
// Enter confirms what the big button says, Esc (or the pad's dot) goes back.
import { html } from '../vendor/preact.js';
import { own, spaced, t } from '../common/text.js';
import { LangSwitch, Num, WaitTime, serviceTitle } from '../common/widgets.js';

const BREAKS = ['rest', 'lunch', 'errand'];
const MATCHES = 6; // as many as the card holds without scrolling

/** Transfer's choices: services, those of the visitor's segment first, or desks. */
function choices(panel, { picture, desk }) {
  if (panel.to === 'desk') {
    return picture.desks.filter((d) => d.desk !== desk.desk).map((d) => ({
      id: d.desk, code: String(d.desk), title: t('desk-n', { desk: d.desk }), more: d.staff_name || t(`desk-status-${d.status}`), off: d.status === 'closed',
    }));
  }
  const own1 = desk.ticket ? desk.ticket.segment : null;
  const rank = (s) => (s.segment === own1 ? 0 : 1);
  return picture.services.slice().sort((a, b) => rank(a) - rank(b))
    .map((s, i) => ({ id: s.id, code: String(i + 1), title: own(s.title), more: rank(s) ? own((picture.segments.find((g) => g.id === s.segment) || {}).title) : '', off: false }));
}

function moreOptions({ desk, onLeave, onSignOut }) {
  const idle = desk.status === 'free' || desk.status === 'on-break';
  const list = BREAKS.map((kind) => ({ id: kind, title: t(`break-${kind}`), off: !(idle && desk.status === 'free') }));
  list.push({ id: 'services', title: t('action-services'), off: desk.status === 'closed' });
  list.push({ id: 'close', title: t('action-close'), off: !idle });
  if (onLeave) list.push({ id: 'leave', title: t('action-leave'), off: desk.status !== 'closed', run: onLeave });
  list.push({ id: 'sign-out', title: t('sign-out'), off: desk.status !== 'closed', run: onSignOut });
  return list.map((o, i) => ({ ...o, code: String(i + 1) }));
}

/** Who matches the typed digits: waiting first, then those who did not come. */
function matches(panel, { picture }) {
  const fits = (ticket) => (panel.typed ? ticket.number.includes(panel.typed) : ticket.id === panel.pick || !panel.pick);
  const waiting = picture.waiting.filter(fits).map((ticket) => ({ ticket, revive: false }));
  const missed = picture.recent.filter((r) => r.status === 'no-show' && fits(r)).map((ticket) => ({ ticket, revive: true }));
  return waiting.concat(missed).slice(0, MATCHES);
}

export function openPanel(kind, { desk }) {
  if (kind === 'transfer') return { kind, to: 'service', pick: null, comeBack: false, typed: '' };
  if (kind === 'services') return { kind, chosen: desk.services.slice(), typed: '' };
  if (kind === 'call') return { kind, typed: '', pick: null, reason: '' };
  return { kind: 'more', pick: null };
}

/** A digit, with `panel` open or none: picks, or starts the search for a number. */
export function panelDigit(digit, panel, context) {
  if (!panel) return { kind: 'call', typed: digit, pick: null, reason: '' };
  if (panel.kind === 'call') return { ...panel, typed: (panel.typed + digit).slice(-3), pick: null };
  if (panel.kind === 'more') {
    const found = moreOptions(context).find((o) => o.code === digit && !o.off);
    if (found && found.id === 'services') return openPanel('services', context);
    return found ? { ...panel, pick: found.id } : panel;
  }
  // Two keys for 10 and more: "1" picks 1, "1" "4" picks 14.
  const list = panel.kind === 'services' ? context.picture.services.map((s, i) => ({ id: s.id, code: String(i + 1), off: false })) : choices(panel, context);
  const found = list.find((c) => c.code === panel.typed + digit) || list.find((c) => c.code === digit);
  if (!found || found.off) return { ...panel, typed: '' };
  if (panel.kind === 'services') {
    const undone = panel.typed && found.code.length > 1 ? toggle(panel.chosen, list.find((c) => c.code === panel.typed).id) : panel.chosen;
    return { ...panel, chosen: toggle(undone, found.id), typed: found.code.length > 1 ? '' : found.code };
  }
  return { ...panel, pick: found.id, typed: found.code.length > 1 ? '' : found.code };
}

const toggle = (list, id) => (list.includes(id) ? list.filter((x) => x !== id) : list.concat(id));

/** Other keys of an open panel: gives the panel after it, "close", or null for «not mine». */
export function panelKey(event, panel, context) {
  if (event.code === 'NumpadDecimal') return 'close';
  if (panel.kind === 'transfer') {
    if (event.code === 'NumpadAdd' || event.code === 'F4') return { ...panel, to: panel.to === 'service' ? 'desk' : 'service', pick: null, typed: '' };
    if (event.code === 'NumpadMultiply') return { ...panel, comeBack: !panel.comeBack };
  }
  if (panel.kind === 'call' && event.code === 'Backspace') return { ...panel, typed: panel.typed.slice(0, -1) };
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && panel.kind !== 'services') {
    const ids = panel.kind === 'transfer' ? choices(panel, context).filter((c) => !c.off).map((c) => c.id)
      : panel.kind === 'more' ? moreOptions(context).filter((o) => !o.off).map((o) => o.id)
        : matches(panel, context).map((m) => m.ticket.id);
    if (ids.length === 0) return panel;
    const at = ids.indexOf(panel.pick);
    return { ...panel, pick: ids[at < 0 ? (step > 0 ? 0 : ids.length - 1) : (at + step + ids.length) % ids.length] };
  }
  return null;
}

function confirmCall(panel, context) {
  const list = matches(panel, context);
  const found = list.find((m) => m.ticket.id === panel.pick) || (list.length === 1 ? list[0] : null);
  if (!found) return { text: t('confirm-call-none'), disabled: true };
  const args = { ticket: spaced(found.ticket.number) };
  if (found.revive) {
    return { text: t('confirm-revive', args), name: 'revive', made: { path: `/api/v1/tickets/${encodeURIComponent(found.ticket.id)}/revive`, body: {}, args } };
  }
  const { desk } = context;
  if (desk.status !== 'free' && desk.status !== 'serving') return { text: t('confirm-call-not-now'), disabled: true };
  const body = { ticket: found.ticket.id, reason: panel.reason.trim() || null, finish: desk.status === 'serving' ? desk.ticket.id : null };
  return { text: t(body.finish ? 'confirm-finish-call' : 'confirm-call', args), name: 'call', made: { path: 'call', body, calls: true, args } };
}

/** What the big button says and does while `panel` is open. */
export function confirmOf(panel, context) {
  const { note, picture } = context;
  if (panel.kind === 'call') return confirmCall(panel, context);
  if (panel.kind === 'services') {
    const services = picture.services.filter((s) => panel.chosen.includes(s.id)).map((s) => s.id);
    return { text: t('confirm-services', { count: services.length }), disabled: services.length === 0, name: 'services', made: { method: 'PUT', path: 'services', body: { services } } };
  }
  if (panel.kind === 'transfer') {
    const found = choices(panel, context).find((c) => c.id === panel.pick);
    if (!found) return { text: t('confirm-transfer-none'), disabled: true };
    const body = { [panel.to]: found.id, come_back: panel.comeBack, note: note.trim() || null };
    return { text: t('confirm-transfer', { to: found.title }), name: 'transfer', made: { path: 'transfer', body, args: { to: found.title } } };
  }
  const found = moreOptions(context).find((o) => o.id === panel.pick);
  if (!found) return { text: t('confirm-more-none'), disabled: true };
  if (found.run) return { text: found.title, run: found.run };
  if (found.id === 'services') return { text: found.title, open: 'services' };
  if (found.id === 'close') return { text: found.title, name: 'close', made: { path: 'close', body: {} } };
  return { text: t('confirm-break', { kind: found.title }), name: 'break', made: { path: 'break', body: { kind: found.id } } };
}

const Choice = ({ choice, chosen, onPick }) => html`<button type="button" class=${chosen ? 'choice chosen' : 'choice'} aria-pressed=${String(chosen)} disabled=${choice.off} data-choice=${choice.id} onClick=${onPick}>
  <span class="code">${choice.code}</span><span class="title">${choice.title}${choice.more && html`<span class="more">${choice.more}</span>`}</span></button>`;

function TransferPanel({ panel, set, context, onNote }) {
  return html`<div class="panel-head"><h3>${t('transfer-title')}</h3>
      <div class="tabs" role="group" aria-label=${t('transfer-title')}>${['service', 'desk'].map((to) => html`<button type="button" class=${panel.to === to ? 'tab chosen' : 'tab'} aria-pressed=${String(panel.to === to)}
        onClick=${() => set({ ...panel, to, pick: null, typed: '' })}>${t(`transfer-to-${to}`)}</button>`)}<span class="key">F4 · +</span></div></div>
    <div class="choices">${choices(panel, context).map((c) => html`<${Choice} key=${c.id} choice=${c} chosen=${panel.pick === c.id} onPick=${() => set({ ...panel, pick: c.id, typed: '' })} />`)}</div>
    <div class="extras"><label class="check"><input type="checkbox" checked=${panel.comeBack} onChange=${(e) => set({ ...panel, comeBack: e.target.checked })} /> ${t('transfer-come-back')} <span class="key">*</span></label>
      <input class="field" aria-label=${t('note-label')} placeholder=${t('transfer-note')} value=${context.note} onInput=${(e) => onNote(e.target.value)} /></div>`;
}

function CallPanel({ panel, set, context }) {
  const list = matches(panel, context);
  return html`<div class="panel-head"><h3>${t('call-title')}</h3><span class="typed digits">${panel.typed || '···'}</span><span class="key">${t('call-hint')}</span></div>
    <div class="choices wide">${list.length === 0 && html`<p>${t('call-nobody', { typed: panel.typed })}</p>`}
      ${list.map(({ ticket, revive }) => html`<button type="button" key=${ticket.id} class=${panel.pick === ticket.id || list.length === 1 ? 'choice chosen' : 'choice'} onClick=${() => set({ ...panel, pick: ticket.id })}>
        <b><${Num} of=${ticket.number} /></b><span class="title">${serviceTitle(ticket)}</span><span class="more">${revive ? t('call-missed') : html`<${WaitTime} since=${ticket.reference_ms} />`}</span></button>`)}</div>
    <div class="extras"><input class="field" aria-label=${t('call-reason')} placeholder=${t('call-reason')} value=${panel.reason} onInput=${(e) => set({ ...panel, reason: e.target.value })} /></div>`;
}

function ServicesPanel({ panel, set, context }) {
  return html`<div class="panel-head"><h3>${t('services-title')}</h3></div>
    <div class="choices">${context.picture.services.map((s, i) => html`<${Choice} key=${s.id} choice=${{ id: s.id, code: String(i + 1), title: own(s.title), off: false }}
      chosen=${panel.chosen.includes(s.id)} onPick=${() => set({ ...panel, chosen: toggle(panel.chosen, s.id), typed: '' })} />`)}</div>`;
}

function MorePanel({ panel, set, context, onLanguage }) {
  const busy = context.desk.status === 'calling' || context.desk.status === 'serving';
  return html`<div class="panel-head"><h3>${t('more-title')}</h3><${LangSwitch} dark onChange=${onLanguage} /></div>
    ${busy && html`<p class="hint">${t('more-busy')}</p>`}
    <div class="choices few">${moreOptions(context).map((o) => html`<${Choice} key=${o.id} choice=${o} chosen=${panel.pick === o.id}
      onPick=${() => set(o.id === 'services' ? openPanel('services', context) : { ...panel, pick: o.id })} />`)}</div>
    <p class="hint">${t('more-keys')}</p>`;
}

export function Panel(props) {
  const Which = { transfer: TransferPanel, call: CallPanel, services: ServicesPanel, more: MorePanel }[props.panel.kind];
  return html`<div class="inner" data-panel=${props.panel.kind}><${Which} ...${props} /></div>`;
}
