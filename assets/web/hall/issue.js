// Issuing a ticket for a visitor: the service, done. With a class and its reason
// it is two taps, the chip and the service.
// Promises: language and a typed reason stay out of the way until they are
// needed. Never: prints by itself; the office does.
import { html, useState } from '../vendor/preact.js';
import { own, spaced, t } from '../common/text.js';
import { Num } from '../common/widgets.js';
import { LateOffer } from './aside.js';
import { WHY, WhyChips } from './why.js';

/** Up to so many services stand on the page at once; more are chosen by segment first. */
const AT_ONCE = 16;

function Chips({ name, label, list, value, onPick, textOf }) {
  return html`<div class="chips" role="group" aria-label=${name}>${label && html`<span class="label">${name}</span>`}${list.map((v) => html`<button type="button" key=${v} class=${v === value ? 'chip chosen' : 'chip'}
    aria-pressed=${String(v === value)} data-chip=${v} onClick=${() => onPick(v)}>${textOf(v)}</button>`)}</div>`;
}

export function Issue({ picture, hand, command }) {
  const { segments } = picture;
  const [segment, setSegment] = useState(segments.length === 1 ? segments[0].id : null);
  const [why, setWhy] = useState(WHY[0]);
  const cls = why.cls;
  const atOnce = picture.services.length <= AT_ONCE;
  const [lang, setLang] = useState(null);
  const [reason, setReason] = useState('');
  const closed = picture.day.doors !== 'open';
  const needsReason = closed;
  const ready = !needsReason || reason.trim() !== '';
  const busy = command.intent !== null;
  const issue = (service) => {
    hand.forget();
    hand.press({
      name: 'issue', path: '/api/v1/tickets', shows: false, args: { service: service ? own(service.title) : t('service-live') },
      body: { service: service ? service.id : null, class: cls, language: lang || picture.office.languages[0],
        reason: [cls === 'ordinary' ? '' : t(why.key), reason.trim()].filter(Boolean).join(': ') || null },
    });
  };
  const live = picture.mode === 'live';
  const service = (s) => html`<button type="button" key=${s.id} class="btn service" disabled=${busy || !ready || !s.available} data-service=${s.id}
        onClick=${(e) => { if (e.detail < 2) issue(s); }}><span>${own(s.title)}</span><span class="key">${s.available ? s.waiting : t('hall-service-paused')}</span></button>`;
  const solved = () => { hand.forget(); hand.press({ name: 'solved', path: '/api/v1/visits/solved', shows: false }); };
  return html`<div class="issue"><div class="issue-head"><h1>${t('hall-issue')}</h1>
      <button type="button" class="btn small" data-action="solved" disabled=${busy || picture.oversight.closed} onClick=${(e) => { if (e.detail < 2) solved(); }}>${t('hall-solved')}<span class="key">${t('hall-solved-count', { count: picture.oversight.solved })}</span></button></div>
    ${!live && !atOnce && segments.length > 1 && html`<div class="segments" role="group" aria-label=${t('hall-segment')}>${segments.map((s) => html`<button type="button" key=${s.id} class=${segment === s.id ? 'btn chosen' : 'btn'}
      aria-pressed=${String(segment === s.id)} data-segment=${s.id} onClick=${() => setSegment(s.id)}><span>${own(s.title)}</span><span class="key">${t('hall-service-waits', { count: s.waiting })}</span></button>`)}</div>`}
    <${LateOffer} picture=${picture} />
    <div class="options">
      <${WhyChips} value=${why} onPick=${setWhy} />
      <${Chips} label name=${t('hall-language')} list=${picture.office.languages} value=${lang || picture.office.languages[0]} onPick=${setLang} textOf=${(v) => v.toUpperCase()} />
      ${needsReason && html`<label class="reason"><span class="label">${t('hall-reason-needed')}</span>
        <input class="field" name="reason" maxlength="200" placeholder=${t('hall-reason')} value=${reason} onInput=${(e) => setReason(e.target.value)} /></label>`}
    </div>
    <div class="services">
      ${live && html`<button type="button" class="btn main big" disabled=${busy || !ready} data-service="live" onClick=${() => issue(null)}>${t('hall-live-issue')}</button>`}
      ${!live && atOnce && segments.map((s) => html`<h2 class="segment-name">${own(s.title)}</h2>${picture.services.filter((x) => x.segment === s.id).map(service)}`)}
      ${!live && !atOnce && !segment && html`<p class="hint">${t('hall-segment')}</p>`}
      ${!live && !atOnce && segment && picture.services.filter((s) => s.segment === segment).map(service)}
    </div>
    </div>`;
}

/** The ticket just issued: the number stands large, to be read out. */
export function Issued({ picture, taken, hand, command, onBack }) {
  const ticket = [...picture.waiting, ...picture.desks.map((d) => d.ticket).filter(Boolean)].find((x) => x.id === taken.id);
  // The printer answers after the ticket: the picture knows more than the first answer.
  const outcome = ticket ? ticket.print : taken.print.outcome;
  const bad = outcome === 'not-printed' || outcome === 'unknown';
  return html`<div class="issued"><h1>${t('hall-issued')}</h1>
    <p class="number" data-issued=${taken.number}><${Num} of=${taken.number} /></p>
    <p>${t('hall-place', { ahead: taken.ahead })}${taken.wait ? ` · ${t('hall-wait', { from: taken.wait.from_min, to: taken.wait.to_min })}` : ''}</p>
    <p class=${bad ? 'print late' : 'print'}>${t(`hall-print-${outcome}`)}</p>
    <div class="two"><button type="button" class="btn main" onClick=${onBack}>${t('hall-next-issue')}</button>
      <button type="button" class="btn" disabled=${command.intent !== null} onClick=${() => hand.press({ name: 'print', path: `/api/v1/tickets/${encodeURIComponent(taken.id)}/print`, shows: false, args: { ticket: spaced(taken.number) } })}>${t('hall-reprint')}</button></div></div>`;
}
