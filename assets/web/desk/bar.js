// The row of buttons under the card, and what became of the last press.
// Promises: the big button says what Enter does now; what was pressed while the
// link is away is named, and can be taken back.
import { html } from '../vendor/preact.js';
import { dayText, spaced, t } from '../common/text.js';
import { Notice } from '../common/widgets.js';
import { keysText } from './keys.js';

const once = (run) => (event) => { if (event.detail < 2) run(); }; // the second press of a double click is none

/** Out of the visit something was made: what to tell the visitor. */
const MADE = {
  callback: ({ callback }) => t('said-callback', { due: callback ? dayText(callback.due) : '' }),
  statement: ({ statement }) => (statement ? t('said-statement', { number: statement.number, due: dayText(statement.due) }) : t('did-statement')),
  appointment: ({ appointment: a }) => (a ? t('said-appointment', { day: dayText(a.date), time: a.time, code: spaced(a.code.replace(/^(...)/, '$1 ')) }) : t('did-appointment')),
};

function Said({ command, onDrop, onForget }) {
  const { phase, intent, outcome } = command;
  if (phase === 'kept') {
    return html`<${Notice} level="warn" data-said="kept"><span class="grow">${t('kept', { action: t(`did-${intent.name}`, intent.args) })}</span>
      <button type="button" class="link-btn" onClick=${onDrop}>${t('kept-drop')}<//><//>`;
  }
  const made = outcome && outcome.kind === 'done' && MADE[outcome.intent.name];
  if (made) {
    return html`<${Notice} level="info" data-said=${outcome.intent.name}><span class="grow">${made(outcome.body || {})}</span>
      <button type="button" class="link-btn" onClick=${onForget}>${t('understood')}<//><//>`;
  }
  if (!outcome || outcome.kind === 'done') return null;
  const action = t(`did-${outcome.intent.name}`, outcome.intent.args);
  const text = {
    empty: () => t('said-empty'),
    stale: () => t('said-stale', { action }),
    refused: () => outcome.problem.message,
  }[outcome.kind]();
  return html`<${Notice} level=${outcome.kind === 'empty' ? 'info' : 'bad'} data-said=${outcome.kind}><span class="grow">${text}</span>
    <button type="button" class="link-btn" onClick=${onForget}>${t('understood')}<//><//>`;
}

const keysOf = (map, name) => (name === 'call' ? '0–9' : keysText(map, name));

export function Actions({ keys, main, others, desk, queue, command, confirm, act, onBack, onDrop, onForget }) {
  const busy = command.intent !== null;
  const mainText = confirm ? confirm.text : t(`action-${main}`);
  const mainOff = busy || Boolean(confirm && confirm.disabled);
  const quiet = !confirm && main === 'call-next' && queue.length === 0;
  return html`<div class="actions">
    <${Said} command=${command} onDrop=${onDrop} onForget=${onForget} />
    <div class=${!confirm && others.length > 4 ? 'row many' : 'row'}>
      <button type="button" class=${`btn main${quiet ? ' quiet' : ''}`} data-action=${confirm ? 'confirm' : main} aria-disabled=${String(mainOff)} aria-busy=${String(busy)}
        onClick=${once(() => { if (!mainOff) act('main'); })}>
        <span>${mainText}</span><span class="key">Enter</span></button>
      ${confirm && html`<button type="button" class="btn" data-action="back" onClick=${onBack}><span>${t('action-back')}</span><span class="key">Esc · .</span></button>`}
      ${!confirm && others.map((name) => html`<button type="button" key=${name} class="btn" data-action=${name} disabled=${busy} onClick=${once(() => act(name))}>
        <span>${t(`action-${name}`)}</span><span class="key">${keysOf(keys.map, name)}</span></button>`)}
    </div></div>`;
}
