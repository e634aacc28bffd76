// What opens inside the card off the beaten path: transfer, call a given
// visitor, break and desk, services of the desk. One at a time, never modal.
// Promises: each works with a mouse, with keys and with a numeric pad alone;
// Enter confirms what the big button says, Esc (or the pad's dot) goes back.
import { html } from '../vendor/preact.js';
import { own, spaced, t } from '../common/text.js';
import { LangSwitch, Num, Timer, WaitTime, serviceTitle } from '../common/widgets.js';
import { AboutPanel, aboutDigit, confirmAbout, toggleHandOver } from './about.js';
import { BreakAdvice } from './breaks.js';
import { AppointmentPanel, confirmAppointment, openAppointment } from './appointment.js';
import { CallbackPanel, confirmCallback, openCallback } from './callback.js';
import { History } from './history.js';
import { KeysPanel, confirmKeys, keysDigit, keysKey, openKeys } from './keyspanel.js';
import { StatementPanel, confirmStatement, openStatement, statementDigit } from './statement.js';
import { hasSmallWindow } from './window.js';

const BREAKS = ['rest', 'lunch', 'errand'];
const INNER = ['services', 'keys', 'callback', 'statement', 'appointment', 'about']; // options that open a panel of their own
const FORMS = ['callback', 'statement', 'appointment', 'about']; // panels of fields: no arrows through choices
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

/** Everything off the beaten path, each under a digit that never changes. */
function moreOptions({ desk, onLeave, onPerson, auto, small, undo, help }) {
  const idle = desk.status === 'free' || desk.status === 'on-break';
  const closed = desk.status === 'closed';
  // With a visitor at the desk there are no breaks; the first digits are the visitor's.
  const list = desk.ticket ? ['callback', 'appointment', 'statement'].map((id, i) => ({ id, code: String(i + 1), title: t(`action-${id}`), off: false }))
    : BREAKS.map((kind, i) => ({ id: kind, code: String(i + 1), title: t(`break-${kind}`), off: desk.status !== 'free' }));
  list.push({ id: 'services', code: '4', title: t('action-services'), off: closed });
  // The visit's outcome on the pad, where closing the desk is no choice.
  if (desk.status === 'serving') list.push({ id: 'about', code: '5', title: t('about-title'), off: false });
  else if (closed && onLeave) list.push({ id: 'leave', code: '5', title: t('action-leave'), off: false, run: onLeave });
  else list.push({ id: 'close', code: '5', title: t('action-close'), off: !idle });
  list.push({ id: 'person', code: '6', title: t(closed ? 'sign-out' : 'action-person'), off: !(idle || closed), run: closed ? onPerson : null });
  list.push({ id: 'keys', code: '7', title: t('action-keys'), off: false });
  list.push({ id: 'auto', code: '8', title: t(auto.seconds > 0 ? 'action-auto-off' : 'action-auto-on'), off: false, run: auto.toggle });
  list.push({ id: 'help', code: '9', title: t(help ? 'action-help-end' : 'action-help'), off: false });
  if (hasSmallWindow()) list.push({ id: 'window', code: '', title: t('action-window'), off: false, run: small });
  if (desk.undo) list.push({ id: 'undo', code: '0', title: t('action-undo'), off: false, run: undo });
  return list;
}

/** Who matches the typed digits: put aside here, waiting, then those who did not come. */
function matches(panel, { picture, parked }) {
  const fits = (ticket) => (panel.typed ? ticket.number.includes(panel.typed) : ticket.id === panel.pick || !panel.pick);
  const as = (kind) => (ticket) => ({ ticket, kind });
  const missed = picture.recent.filter((r) => r.status === 'no-show');
  return [...parked.filter(fits).map(as('parked')), ...picture.waiting.filter(fits).map(as('waiting')), ...missed.filter(fits).map(as('missed'))].slice(0, MATCHES);
}

const found = (panel, context) => {
  const list = matches(panel, context);
  return list.find((m) => m.ticket.id === panel.pick) || (list.length === 1 ? list[0] : null);
};

export function openPanel(kind, { desk }) {
  if (kind === 'transfer') return { kind, to: 'service', pick: null, comeBack: false, typed: '' };
  if (kind === 'services') return { kind, chosen: desk.services.slice(), typed: '' };
  if (kind === 'call') return { kind, typed: '', pick: null, reason: '' };
  if (kind === 'keys') return openKeys();
  if (kind === 'callback') return openCallback();
  if (kind === 'statement') return openStatement();
  if (kind === 'appointment') return openAppointment();
  if (kind === 'about') return { kind, step: 'topic' };
  return { kind: 'more', pick: null };
}

/** A digit, with `panel` open or none: picks, or starts the search for a number. */
export function panelDigit(digit, panel, context) {
  if (!panel) return { kind: 'call', typed: digit, pick: null, reason: '' };
  if (panel.kind === 'callback' || panel.kind === 'appointment') return panel;
  if (panel.kind === 'statement') return statementDigit(digit, panel);
  if (panel.kind === 'about') return aboutDigit(digit, panel, context);
  if (panel.kind === 'call') return { ...panel, typed: (panel.typed + digit).slice(-3), pick: null };
  if (panel.kind === 'keys') return keysDigit(digit, panel);
  if (panel.kind === 'more') {
    const option = moreOptions(context).find((o) => o.code === digit && !o.off);
    if (option && INNER.includes(option.id)) return openPanel(option.id, context);
    return option ? { ...panel, pick: option.id } : panel;
  }
  // Two keys for 10 and more: "1" picks 1, "1" "4" picks 14.
  const list = panel.kind === 'services' ? context.picture.services.map((s, i) => ({ id: s.id, code: String(i + 1), off: false })) : choices(panel, context);
  const hit = list.find((c) => c.code === panel.typed + digit) || list.find((c) => c.code === digit);
  if (!hit || hit.off) return { ...panel, typed: '' };
  if (panel.kind === 'services') {
    const undone = panel.typed && hit.code.length > 1 ? toggle(panel.chosen, list.find((c) => c.code === panel.typed).id) : panel.chosen;
    return { ...panel, chosen: toggle(undone, hit.id), typed: hit.code.length > 1 ? '' : hit.code };
  }
  return { ...panel, pick: hit.id, typed: hit.code.length > 1 ? '' : hit.code };
}

const toggle = (list, id) => (list.includes(id) ? list.filter((x) => x !== id) : list.concat(id));

/** Other keys of an open panel: gives the panel after it, "close", or null for «not mine». */
export function panelKey(event, panel, context) {
  if (panel.kind === 'keys') return keysKey(event, panel, context);
  if (event.code === 'NumpadDecimal') return 'close';
  if (panel.kind === 'about' && event.code === 'NumpadMultiply') { toggleHandOver(context); return { ...panel }; }
  if (panel.kind === 'transfer') {
    if (event.code === 'NumpadAdd' || event.code === 'F4') return { ...panel, to: panel.to === 'service' ? 'desk' : 'service', pick: null, typed: '' };
    if (event.code === 'NumpadMultiply') return { ...panel, comeBack: !panel.comeBack };
  }
  if (panel.kind === 'call' && event.code === 'NumpadMultiply') return { ...panel, onBoard: !panel.onBoard, release: false };
  if (panel.kind === 'call' && event.code === 'NumpadSubtract') return { ...panel, release: !panel.release, onBoard: false };
  if (panel.kind === 'call' && event.code === 'Backspace') return { ...panel, typed: panel.typed.slice(0, -1) };
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && panel.kind !== 'services' && !FORMS.includes(panel.kind)) {
    const ids = panel.kind === 'transfer' ? choices(panel, context).filter((c) => !c.off).map((c) => c.id)
      : panel.kind === 'more' ? moreOptions(context).filter((o) => !o.off).map((o) => o.id)
        : matches(panel, context).map((m) => m.ticket.id);
    if (ids.length === 0) return panel;
    const at = ids.indexOf(panel.pick);
    return { ...panel, pick: ids[at < 0 ? (step > 0 ? 0 : ids.length - 1) : (at + step + ids.length) % ids.length] };
  }
  return null;
}

function confirmParked(panel, ticket, desk) {
  const args = { ticket: spaced(ticket.number) };
  if (panel.release) return { text: t('confirm-release', args), name: 'release', made: { path: 'release', body: { ticket: ticket.id }, args } };
  if (desk.status !== 'free' && desk.status !== 'serving') return { text: t('confirm-call-not-now'), disabled: true };
  const finish = desk.status === 'serving' ? desk.ticket.id : null;
  if (panel.onBoard) {
    return { text: t('confirm-call-back', args), name: 'call', made: { path: 'call', body: { ticket: ticket.id, reason: null, finish }, calls: true, args } };
  }
  return { text: t(finish ? 'confirm-finish-unpark' : 'confirm-unpark', args), name: 'unpark', made: { path: 'unpark', body: { ticket: ticket.id, finish }, calls: true, args } };
}

function confirmCall(panel, context) {
  const hit = found(panel, context);
  if (!hit) return { text: t('confirm-call-none'), disabled: true };
  const { desk } = context;
  if (hit.kind === 'parked') return confirmParked(panel, hit.ticket, desk);
  const args = { ticket: spaced(hit.ticket.number) };
  if (hit.kind === 'missed') {
    return { text: t('confirm-revive', args), name: 'revive', made: { path: `/api/v1/tickets/${encodeURIComponent(hit.ticket.id)}/revive`, body: {}, args } };
  }
  if (desk.status !== 'free' && desk.status !== 'serving') return { text: t('confirm-call-not-now'), disabled: true };
  const body = { ticket: hit.ticket.id, reason: panel.reason.trim() || null, finish: desk.status === 'serving' ? desk.ticket.id : null };
  return { text: t(body.finish ? 'confirm-finish-call' : 'confirm-call', args), name: 'call', made: { path: 'call', body, calls: true, args } };
}

function confirmMore(panel, context) {
  const option = moreOptions(context).find((o) => o.id === panel.pick);
  if (!option || option.off) return { text: t('confirm-more-none'), disabled: true };
  if (option.run) return { text: option.title, run: option.run };
  if (INNER.includes(option.id)) return { text: option.title, open: option.id };
  if (option.id === 'help') return { text: option.title, name: context.help ? 'help-end' : 'help', made: { path: context.help ? 'help/end' : 'help', body: {}, shows: false } };
  if (option.id === 'close' || option.id === 'person') {
    const parked = context.parked.length;
    return { text: parked > 0 ? t('confirm-close-parked', { count: parked }) : option.title, name: option.id === 'person' ? 'person' : 'close', made: { path: 'close', body: {} } };
  }
  return { text: t('confirm-break', { kind: option.title }), name: 'break', made: { path: 'break', body: { kind: option.id } } };
}

/** What the big button says and does while `panel` is open. */
export function confirmOf(panel, context) {
  const { note, picture } = context;
  if (panel.kind === 'callback') return confirmCallback(panel, context);
  if (panel.kind === 'statement') return confirmStatement(panel, context);
  if (panel.kind === 'appointment') return confirmAppointment(panel, context);
  if (panel.kind === 'about') return confirmAbout(panel, context);
  if (panel.kind === 'call') return confirmCall(panel, context);
  if (panel.kind === 'keys') return confirmKeys(panel, context);
  if (panel.kind === 'services') {
    const services = picture.services.filter((s) => panel.chosen.includes(s.id)).map((s) => s.id);
    return { text: t('confirm-services', { count: services.length }), disabled: services.length === 0, name: 'services', made: { method: 'PUT', path: 'services', body: { services } } };
  }
  if (panel.kind === 'transfer') {
    const to = choices(panel, context).find((c) => c.id === panel.pick);
    if (!to) return { text: t('confirm-transfer-none'), disabled: true };
    const body = { [panel.to]: to.id, come_back: panel.comeBack, note: note.trim() || null };
    return { text: t('confirm-transfer', { to: to.title }), name: 'transfer', made: { path: 'transfer', body, args: { to: to.title } } };
  }
  return confirmMore(panel, context);
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

function Match({ match, chosen, onPick }) {
  const { ticket, kind } = match;
  const more = { missed: () => t('call-missed'), parked: () => html`${t('call-parked')} <${Timer} since=${ticket.since_ms} />`, waiting: () => html`<${WaitTime} since=${ticket.reference_ms} />` }[kind]();
  return html`<button type="button" class=${chosen ? 'choice chosen' : 'choice'} data-match=${ticket.number} onClick=${onPick}>
    <b><${Num} of=${ticket.number} /></b><span class="title">${serviceTitle(ticket)}</span><span class="more">${more}</span></button>`;
}

function CallPanel({ panel, set, context }) {
  const list = matches(panel, context);
  const hit = found(panel, context);
  const way = (name, key) => html`<button type="button" class=${panel[name] ? 'tab chosen' : 'tab'} aria-pressed=${String(Boolean(panel[name]))}
    onClick=${() => set({ ...panel, onBoard: false, release: false, [name]: !panel[name] })}>${t(`parked-${name === 'onBoard' ? 'board' : 'release'}`)} <span class="key">${key}</span></button>`;
  return html`<div class="panel-head"><h3>${t('call-title')}</h3><span class="typed digits">${panel.typed || '···'}</span><span class="key">${t('call-hint')}</span></div>
    <div class="choices wide">${list.length === 0 && html`<p>${t('call-nobody', { typed: panel.typed })}</p>`}
      ${list.map((match) => html`<${Match} key=${match.ticket.id} match=${match} chosen=${panel.pick === match.ticket.id || list.length === 1} onPick=${() => set({ ...panel, pick: match.ticket.id })} />`)}</div>
    ${hit && html`<${History} ticket=${hit.ticket} />`}
    ${hit && hit.kind === 'parked' ? html`<div class="extras">${way('onBoard', '*')}${way('release', '−')}</div>`
    : html`<div class="extras"><input class="field" aria-label=${t('call-reason')} placeholder=${t('call-reason')} value=${panel.reason} onInput=${(e) => set({ ...panel, reason: e.target.value })} /></div>`}`;
}

function ServicesPanel({ panel, set, context }) {
  return html`<div class="panel-head"><h3>${t('services-title')}</h3></div>
    <div class="choices">${context.picture.services.map((s, i) => html`<${Choice} key=${s.id} choice=${{ id: s.id, code: String(i + 1), title: own(s.title), off: false }}
      chosen=${panel.chosen.includes(s.id)} onPick=${() => set({ ...panel, chosen: toggle(panel.chosen, s.id), typed: '' })} />`)}</div>`;
}

function MorePanel({ panel, set, context, onLanguage }) {
  const busy = context.desk.status === 'calling' || context.desk.status === 'serving';
  return html`<div class="panel-head"><h3>${t(context.desk.ticket ? 'more-title-visit' : 'more-title')}</h3><${LangSwitch} dark onChange=${onLanguage} /></div>
    ${busy && html`<p class="hint">${t('more-busy')}</p>`}${context.desk.status === 'free' && html`<${BreakAdvice} desk=${context.desk.desk} />`}
    <div class="choices few">${moreOptions(context).map((o) => html`<${Choice} key=${o.id} choice=${o} chosen=${panel.pick === o.id}
      onPick=${() => set(INNER.includes(o.id) ? openPanel(o.id, context) : { ...panel, pick: o.id })} />`)}</div>
    <p class="hint">${t('more-keys')}</p>`;
}

export function Panel(props) {
  const Which = { transfer: TransferPanel, call: CallPanel, services: ServicesPanel, more: MorePanel, keys: KeysPanel, callback: CallbackPanel, statement: StatementPanel, appointment: AppointmentPanel, about: AboutPanel }[props.panel.kind];
  return html`<div class="inner" data-panel=${props.panel.kind}><${Which} ...${props} /></div>`;
}
