// Why a visitor is served earlier: one chip is class and reason at once.
import { html } from '../vendor/preact.js';
import { t } from '../common/text.js';

/** Key of the text, class it stands for; by law out of turn, by the office's own rules privileged. */
export const WHY = [
  { key: 'hall-why-ordinary', cls: 'ordinary' },
  { key: 'hall-why-disabled', cls: 'out-of-turn' },
  { key: 'hall-why-veteran', cls: 'out-of-turn' },
  { key: 'hall-why-child', cls: 'privileged' },
  { key: 'hall-why-elderly', cls: 'privileged' },
];

export function WhyChips({ value, onPick }) {
  return html`<div class="chips" role="group" aria-label=${t('hall-class')}>${WHY.map((why) => html`<button type="button" key=${why.key} class=${value === why ? 'chip chosen' : 'chip'}
    aria-pressed=${String(value === why)} data-why=${why.key} data-chip=${why.cls} onClick=${() => onPick(why)}>${t(why.key)}</button>`)}</div>`;
}
