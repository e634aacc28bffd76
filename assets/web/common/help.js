// S19: a desk quietly asks for help. Whoever sees it here says «иду», and the
// desk sees who comes; it ends when somebody says that it is over.
import { html } from '../vendor/preact.js';
import { t } from './text.js';
import { Notice, Timer } from './widgets.js';

export function HelpCalls({ picture, hand, busy }) {
  const say = (name, desk) => hand.press({ name, args: { desk }, path: `/api/v1/desks/${desk}/help/${name === 'help-answer' ? 'answer' : 'end'}`, shows: false });
  return (picture.help || []).map((call) => html`<${Notice} key=${`help ${call.desk}`} level="bad" data-help=${call.desk}>
    <span class="grow"><b>${t('help-from', { desk: call.desk })}</b> <${Timer} since=${call.asked_ms} /> ${call.coming.length > 0 && t('help-who-comes', { names: call.coming.map((one) => one.by).join(', ') })}</span>
    ${call.coming.length === 0 && html`<button type="button" class="btn small" disabled=${busy} onClick=${() => say('help-answer', call.desk)}>${t('help-i-come')}</button>`}
    <button type="button" class="btn small" disabled=${busy} onClick=${() => say('help-over', call.desk)}>${t('help-over')}</button><//>`);
}
