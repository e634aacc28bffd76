// Booking and moving: service, slot, who.
// Promises: three taps for a visitor who is known by phone; a place somebody
// else takes meanwhile is told and the slots are drawn anew.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/preact.js';
import { Problem, get, request } from '../common/api.js';
import { newKey } from '../common/commands.js';
import { useEscape } from '../common/keyboard.js';
import { own, t } from '../common/text.js';
import { Notice } from '../common/widgets.js';

const LOOK_MS = 10000; // others book too: a place that went shows as gone

const WEEK = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** "2026-12-01" as people say it: [«вт», «01.12»]. */
export function dayOf(date) {
  const [year, month, day] = date.split('-').map(Number);
  return [t(`booking-${WEEK[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]}`), `${date.slice(8)}.${date.slice(5, 7)}`];
}

export const problemText = (error) => (error instanceof Problem ? error.message : t('booking-unreachable'));

/** A service's days and slots; `onPick(slot, date)`. */
export function Slots({ service, chosen, onPick, turn }) {
  const [date, setDate] = useState(null);
  const [found, setFound] = useState(null);
  const [said, setSaid] = useState(null);
  useEffect(() => {
    let gone = false;
    let seen = false;
    let timerId = 0;
    const query = `/api/v1/appointments/slots?service=${encodeURIComponent(service)}${date ? `&date=${date}` : ''}`;
    const look = () => get(query).then((view) => {
      if (gone) return;
      seen = true;
      setFound(view); setSaid(null);
      // Nothing free today: the first day that has something.
      if (!date && !view.slots.some((s) => s.places)) {
        const next = view.days.find((d) => d.places);
        if (next && next.date !== view.date) setDate(next.date);
      }
    }).catch((error) => { if (!gone && !seen) setSaid(problemText(error)); }) // what was seen stays
      .then(() => { if (!gone) timerId = setTimeout(look, LOOK_MS); });
    look();
    return () => { gone = true; clearTimeout(timerId); };
  }, [service, date, turn]);
  if (said) return html`<${Notice} level="bad"><span class="grow">${said}</span><//>`;
  if (!found) return html`<p class="hint">${t('link-connecting')}</p>`;
  return html`<div class="days" role="group" aria-label=${t('booking-day')}>${found.days.map((d) => {
    const [week, day] = dayOf(d.date);
    return html`<button type="button" key=${d.date} class=${d.date === found.date ? 'day chosen' : 'day'} aria-pressed=${String(d.date === found.date)} data-day=${d.date}
      disabled=${!d.places && d.date !== found.date} onClick=${() => { setDate(d.date); onPick(null); }}><b>${day}</b>${week}${d.is_open ? '' : ` · ${t('booking-off')}`}</button>`;
  })}</div>
  <div class="slots" role="group" aria-label=${t('booking-slot')}>${found.slots.map((s) => html`<button type="button" key=${s.starts_ms} class=${s.starts_ms === chosen ? 'btn chosen' : 'btn'}
    aria-pressed=${String(s.starts_ms === chosen)} data-slot=${s.starts_ms} disabled=${!s.places} onClick=${() => onPick(s, found.date)}>${s.time}
    <span class="key">${s.places ? t('booking-places', { count: s.places }) : t('booking-full')}</span></button>`)}
    ${!found.slots.length && html`<p class="hint">${t('booking-no-slots')}</p>`}</div>`;
}

function Services({ picture, onPick }) {
  const [segment, setSegment] = useState(picture.segments.length === 1 ? picture.segments[0].id : null);
  // Services of the same name differ by whom they are for.
  const isTwice = (s) => !segment && picture.services.filter((x) => own(x.title) === own(s.title)).length > 1;
  const whose = (s) => own(picture.segments.find((x) => x.id === s.segment).title);
  return html`<h1>${t('booking-new')}</h1>
    ${picture.segments.length > 1 && html`<div class="segments" role="group" aria-label=${t('hall-segment')}>${picture.segments.map((s) => html`<button type="button" key=${s.id} class=${segment === s.id ? 'btn chosen' : 'btn'}
      aria-pressed=${String(segment === s.id)} data-segment=${s.id} onClick=${() => setSegment(s.id)}>${own(s.title)}</button>`)}</div>`}
    <div class="services">${picture.services.filter((s) => !segment || s.segment === segment).map((s) => html`<button type="button" key=${s.id} class="btn" data-service=${s.id}
      onClick=${() => onPick(s)}>${own(s.title)}${isTwice(s) && html`<span class="key">${whose(s)}</span>`}</button>`)}</div>`;
}

export function Make({ picture, onMade }) {
  const [service, setService] = useState(null);
  const [slot, setSlot] = useState(null);
  const [phone, setPhone] = useState('');
  const [name, setName] = useState('');
  const [print, setPrint] = useState(true);
  const [said, setSaid] = useState(null);
  const [busy, setBusy] = useState(false);
  const [turn, setTurn] = useState(0);
  const field = useRef(null);
  const key = useRef(null);
  useLayoutEffect(() => { if (slot && field.current) field.current.focus(); }, [slot]);
  // What is booked changes what the key stands for.
  useLayoutEffect(() => { key.current = null; }, [service, slot, phone, name]);
  const otherService = () => { setService(null); setSlot(null); setSaid(null); };
  useEscape(service ? otherService : null);
  if (!service) return html`<${Services} picture=${picture} onPick=${setService} />`;
  async function save(event) {
    event.preventDefault();
    if (busy || !slot) return;
    setBusy(true); setSaid(null);
    key.current = key.current || newKey();
    try {
      const answer = await request('POST', '/api/v1/appointments', {
        body: { service: service.id, starts_ms: slot.starts_ms, phone, name, print },
        headers: { 'Idempotency-Key': key.current },
      });
      onMade(answer.body);
    } catch (error) {
      setSaid(problemText(error));
      if (error instanceof Problem && ['slot-full', 'slot-past'].includes(error.code)) { setSlot(null); setTurn((n) => n + 1); }
    } finally { setBusy(false); }
  }
  return html`<div class="head-row"><h1>${own(service.title)}</h1><button type="button" class="btn small" data-action="back" onClick=${otherService}>${t('booking-other-service')}</button></div>
    <${Slots} service=${service.id} chosen=${slot && slot.starts_ms} turn=${turn} onPick=${(s) => { setSlot(s); setSaid(null); }} />
    ${said && html`<${Notice} level="bad" data-said="refused"><span class="grow">${said}</span><//>`}
    <form class="who-form" onSubmit=${save}>
      <label>${t('booking-phone')}<input class="field" ref=${field} name="phone" type="tel" inputmode="tel" autocomplete="off" maxlength="30" placeholder="912 345-67-89" value=${phone} onInput=${(e) => setPhone(e.target.value)} /></label>
      <label>${t('booking-name')}<input class="field" name="name" autocomplete="off" maxlength="100" value=${name} onInput=${(e) => setName(e.target.value)} /></label>
      <label class="check"><input type="checkbox" name="print" checked=${print} onChange=${(e) => setPrint(e.target.checked)} />${t('booking-print')}</label>
      <button type="submit" class="btn main" data-action="save" disabled=${busy || !slot || !(phone.trim() || name.trim())}>${slot ? t('booking-save', { time: slot.time }) : t('booking-choose-slot')}</button>
    </form>`;
}

/** The code stands large, to be read out. */
export function Made({ made, onNext, onShow }) {
  const { appointment: a, print } = made;
  const [week, day] = dayOf(a.date);
  return html`<div class="made panel-inner"><h1>${t('booking-made')}</h1>
    <p class="code digits" data-code=${a.code}>${a.code.slice(0, 3)} ${a.code.slice(3)}</p>
    <p><b>${week}, ${day}, ${a.time}</b> · ${own(a.service_title)}</p><p>${[a.name, a.phone].filter(Boolean).join(' · ')}</p>
    ${print.outcome !== 'not-asked' && html`<p class=${print.outcome === 'printed' ? '' : 'late'}>${t(`booking-print-${print.outcome}`)}</p>`}</div>
    <div class="two"><button type="button" class="btn main" data-action="next" onClick=${onNext}>${t('booking-next')}</button>
      <button type="button" class="btn" onClick=${() => onShow(a)}>${t('booking-open')}</button></div>`;
}
