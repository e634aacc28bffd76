// The key map on the screen: a row an action; choose a row, press Enter, then
// the new key. Works on a numeric pad alone.
import { html } from '../vendor/preact.js';
import { t } from '../common/text.js';
import { ACTIONS, DEFAULT_KEYS, assign, isFree, keyName, keysText } from './keys.js';

/** The row's code on the pad. */
const codeOf = (action) => String(ACTIONS.indexOf(action) + 1);

export const openKeys = () => ({ kind: 'keys', pick: null, listens: false, wrong: null });

export function keysDigit(digit, panel) {
  if (digit === '0') return { ...panel, pick: 'all', wrong: null };
  const action = ACTIONS.find((name) => codeOf(name) === digit);
  return action ? { ...panel, pick: action, wrong: null } : panel;
}

/** A key while the panel is open; `null` for «not mine». */
export function keysKey(event, panel, { keys }) {
  if (panel.listens) {
    if (event.code === 'Escape') return { ...panel, listens: false };
    if (!isFree(event.code)) return { ...panel, wrong: event.code };
    keys.set(assign(keys.map, panel.pick, event.code));
    return { ...panel, listens: false, wrong: null };
  }
  if (event.code === 'NumpadDecimal') return 'close';
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return null;
  const all = [...ACTIONS, 'all'];
  const at = all.indexOf(panel.pick);
  return { ...panel, pick: all[at < 0 ? 0 : (at + step + all.length) % all.length], wrong: null };
}

export function confirmKeys(panel, { keys }) {
  if (panel.listens) return { text: t('keys-press'), disabled: true };
  if (!panel.pick) return { text: t('keys-choose'), disabled: true };
  if (panel.pick === 'all') return { text: t('keys-reset'), disabled: keys.map === DEFAULT_KEYS, stay: () => { keys.set(null); return { ...panel, pick: null }; } };
  return { text: t('keys-change', { action: t(`action-${panel.pick}`) }), stay: () => ({ ...panel, listens: true, wrong: null }) };
}

export function KeysPanel({ panel, set, context }) {
  const row = (id, name, code, keys) => html`<button type="button" key=${id} class=${panel.pick === id ? 'choice chosen' : 'choice'} data-choice=${id} aria-pressed=${String(panel.pick === id)}
    onClick=${() => set({ ...panel, pick: id, listens: false, wrong: null })}><span class="code">${code}</span><span class="title">${name}</span><span class="more">${keys}</span></button>`;
  return html`<div class="panel-head"><h3>${t('keys-title')}</h3></div>
    <div class="choices two">${ACTIONS.map((a) => row(a, t(`action-${a}`), codeOf(a), panel.listens && panel.pick === a ? t('keys-waits') : keysText(context.keys.map, a)))}
      ${row('all', t('keys-reset'), '0', '')}</div>
    <p class="hint" role="status">${panel.wrong ? t('keys-taken', { key: keyName(panel.wrong) }) : t('keys-hint')}</p>`;
}
