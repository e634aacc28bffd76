// Paper: the printers and what is left of their rolls, whose slip is in doubt,
// and what is done about it.
// Promises: everyone who may be without paper stands here until staff have seen
// to it. Never: prints by itself; a slip that is printed again bears «повтор».
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { own, spaced, t } from '../common/text.js';
import { clock } from '../common/time.js';
import { Num } from '../common/widgets.js';

function Slip({ slip, hand, busy, onTicket }) {
  const act = (name, where) => (e) => { if (e.detail < 2) hand.press({ name, path: `/api/v1/tickets/${encodeURIComponent(slip.id)}/${where}`, shows: false, args: { ticket: spaced(slip.number) } }); };
  return html`<li data-doubtful=${slip.number}><button type="button" class="who-line" onClick=${() => onTicket(slip.id)}><b><${Num} of=${slip.number} /></b>
      <span class="mid"><span class="service">${slip.service_title ? own(slip.service_title) : t('service-live')}</span><span class="key">${t('paper-line', { time: clock(slip.taken_ms), status: t(`hall-status-${slip.status}`), print: t(`paper-slip-${slip.print}`) })}</span></span></button>
    <button type="button" class="btn small" disabled=${busy} data-action="print" onClick=${act('print', 'print')}>${t('paper-repeat')}</button>
    <button type="button" class="btn small" disabled=${busy} data-action="in-hand" onClick=${act('in-hand', 'in-hand')}>${t('paper-in-hand')}</button></li>`;
}

/** The printers as they are now, asked anew when the picture says that paper changed. */
function usePrinters(picture, outcome) {
  const [printers, setPrinters] = useState([]);
  useEffect(() => {
    let gone = false;
    get('/api/v1/printers').then((found) => { if (!gone) setPrinters(found); }, () => {});
    return () => { gone = true; };
  }, [picture.paper, picture.oversight.tickets_left, outcome]);
  return printers;
}

function Printer({ printer, hand, busy }) {
  const changed = () => hand.press({ name: 'roll', path: `/api/v1/printers/${encodeURIComponent(printer.id)}/roll`, shows: false, args: { printer: printer.id } });
  return html`<li data-printer=${printer.id}><p><b>${t('paper-printer', { id: printer.id, condition: printer.condition })}</b>
      ${printer.roll_m !== null && html`<span class=${printer.runs_low ? 'key late' : 'key'} data-left=${printer.tickets_left}>${printer.tickets_left === null ? t('paper-left-unknown') : t('paper-left', { left: printer.tickets_left })}</span>`}</p>
    ${printer.roll_m !== null && html`<button type="button" class="btn small" disabled=${busy} data-action="new-roll" onClick=${changed}>${t('paper-new-roll')}</button>`}</li>`;
}

export function Paper({ picture, hand, command, onBack, onTicket }) {
  const { count, newest } = picture.oversight.doubtful_slips;
  const busy = command.intent !== null;
  const printers = usePrinters(picture, command.outcome);
  return html`<div class="detail paper"><div class="detail-head"><h1>${t('paper-title')}</h1><button type="button" class="btn small" onClick=${onBack}>${t('hall-back')}</button></div>
    <ul class="printers">${printers.map((printer) => html`<${Printer} key=${printer.id} printer=${printer} hand=${hand} busy=${busy} />`)}</ul>
    <h2>${t('paper-doubtful', { count })}</h2>
    <p class="hint">${count === 0 ? t('paper-none') : t('paper-guide')}</p>
    <ol class="doubtful">${newest.map((slip) => html`<${Slip} key=${slip.id} slip=${slip} hand=${hand} busy=${busy} onTicket=${onTicket} />`)}</ol>
    ${count > newest.length && html`<p class="hint">${t('paper-more', { count: count - newest.length })}</p>`}</div>`;
}
