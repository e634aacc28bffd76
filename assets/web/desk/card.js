// The white card: who is at the desk, since when, and what is known of them.
// Each state of the desk has its own drawing. Never: shows a button.
import { html } from '../vendor/preact.js';
import { own, t } from '../common/text.js';
import { clock, minutes } from '../common/time.js';
import { Num, Timer, WaitTime, serviceTitle, whyText } from '../common/widgets.js';
import { aboutText } from './about.js';
import { History } from './history.js';

const Fact = ({ name, children }) => html`<div class="fact"><dt>${name}</dt><dd>${children}</dd></div>`;

function Facts({ ticket, desk }) {
  const waited = minutes((ticket.called_ms || ticket.since_ms) - ticket.reference_ms);
  return html`<dl class="facts">
    <${Fact} name=${t('fact-waited')}>${t('span-minutes', { count: waited })}<//>
    <${Fact} name=${t('fact-norm')}>${ticket.expected_min ? t('span-minutes', { count: ticket.expected_min }) : t('fact-norm-none')}<//>
    ${ticket.from_desk
      ? html`<${Fact} name=${ticket.only_desk === desk.desk ? t('fact-came-back') : t('fact-from')}>${t('fact-from-desk', { desk: ticket.from_desk })}<//>`
      : html`<${Fact} name=${t('fact-class')}>${t(`class-${ticket.class}`)}<//>`}
    <${Fact} name=${t('fact-why')}>${whyText(ticket.why) || t('fact-why-none')}<//>
  </dl>`;
}

function Visitor({ desk, picture, small, note, onNote, about }) {
  const { ticket } = desk;
  const serving = desk.status === 'serving';
  const service = picture.services.find((s) => s.id === ticket.service);
  const bring = service ? own(service.bring) : '';
  const from = ticket.segment_title ? t('came-with', { segment: own(ticket.segment_title), time: clock(ticket.taken_ms) }) : t('came', { time: clock(ticket.taken_ms) });
  const times = ticket.calls || 0;
  return html`
    <p class="what">${serving ? t('card-serving') : t('card-called')}${!serving && times > 1 ? ` · ${t('card-times', { count: times })}` : ''}${ticket.misses > 0 ? ` · ${t('card-misses', { count: ticket.misses })}` : ''}</p>
    <div class="head">
      <h1 class="number" data-number=${ticket.number}><${Num} of=${ticket.number} /></h1>
      <div class="about"><h2>${serviceTitle(ticket)}</h2><p>${from}${ticket.language !== 'ru' ? ` · ${t('card-language', { code: ticket.language })}` : ''}</p></div>
      <div class="since"><span>${serving ? t('card-since-serving') : t('card-since-called')}</span><${Timer} since=${desk.since_ms} /></div>
    </div>
    ${!small && html`<${Facts} ticket=${ticket} desk=${desk} />`}
    ${!small && ticket.note && html`<p class="told"><b>${ticket.from_desk ? t('card-note-from', { desk: ticket.from_desk }) : t('card-note')}</b> ${ticket.note}</p>`}
    ${!small && html`<${History} ticket=${ticket} />`}
    ${!small && bring && html`<p class="bring"><b>${t('card-bring')}</b> ${bring}</p>`}
    ${!small && serving && about && aboutText(about) && html`<p class="about-line"><b>${t('about-chosen')}</b> ${aboutText(about)}</p>`}
    ${!small && serving && html`<textarea class="note" aria-label=${t('note-label')} placeholder=${t('note-placeholder')} value=${note} onInput=${(e) => onNote(e.target.value)}></textarea>`}
    ${!small && !serving && html`<p class="guide">${t('card-called-guide')}</p>`}`;
}

function Free({ queue, picture, auto }) {
  if (queue.length === 0) {
    return html`<div class="still"><h1>${t('card-empty')}</h1>
      <p>${picture.waiting.length > 0 ? t('card-empty-others', { count: picture.waiting.length }) : t('card-empty-all')}</p></div>`;
  }
  const first = queue[0];
  return html`<div class="still"><h1>${t('card-free')}</h1><p>${t('card-free-waiting', { count: queue.length })}</p>
    <p class="first"><span>${t('card-first')}</span><b><${Num} of=${first.number} /></b><span>${serviceTitle(first)}</span><${WaitTime} since=${first.reference_ms} /></p>
    ${auto && auto.left !== null && html`<p class="auto" role="status">${t('auto-counts', { seconds: auto.left })} <button type="button" class="link-btn" data-action="auto-stop" onClick=${auto.stop}>${t('auto-stop')}</button></p>`}</div>`;
}

export function Card({ desk, picture, queue, small, note, onNote, about, auto }) {
  if (desk.ticket && (desk.status === 'calling' || desk.status === 'serving')) {
    return html`<${Visitor} desk=${desk} picture=${picture} small=${small} note=${note} onNote=${onNote} about=${about} />`;
  }
  if (small) return null;
  if (desk.status === 'free') return html`<${Free} queue=${queue} picture=${picture} auto=${auto} />`;
  if (desk.status === 'on-break') {
    return html`<div class="still"><h1>${t(`break-${desk.break_kind || 'rest'}`)}</h1><p class="big-timer"><${Timer} since=${desk.since_ms} /></p>
      <p>${queue.length > 0 ? t('card-break-waiting', { count: queue.length }) : t('card-break-empty')}</p></div>`;
  }
  return html`<div class="still"><h1>${t('card-closed')}</h1>${picture.day.opens && html`<p>${t('card-closed-guide', { opens: picture.day.opens, closes: picture.day.closes })}</p>`}</div>`;
}
