// The contact centre's worklist (S6, S10): whom to call, by when, what came of it.
// Promises: what is most pressing stands on top; a phone is shown only when
// asked for, and whoever asked is kept.
import { html, useEffect, useLayoutEffect, useState } from '../vendor/preact.js';
import { keepFocus, useEscape } from '../common/keyboard.js';
import { StaffPage } from '../common/staff.js';
import { start } from '../common/start.js';
import { language, own, t } from '../common/text.js';
import { stamp } from '../common/time.js';
import { Due, Field, Said, Top, day, useHand, useList } from './list.js';

const ATTEMPTS = ['no-answer', 'busy', 'asked-later', 'wrong-number'];
const OUTCOMES = ['answered', 'booked', 'unreachable', 'wrong-number', 'withdrawn'];
const FILTERS = ['open', 'today', 'overdue', 'closed'];
const QUERY = { open: 'status=open', today: 'status=open&due=today', overdue: 'status=open&due=overdue', closed: 'status=closed' };

function Detail({ of, hand }) {
  const [whole, setWhole] = useState(null);
  const [note, setNote] = useState('');
  const [due, setDue] = useState('');
  useLayoutEffect(() => { setWhole(null); setNote(''); setDue(''); hand.hush(); }, [of.id]);
  const path = `/api/v1/callbacks/${of.id}`;
  const person = whole || of.person;
  const after = (answer) => { if (answer) { setNote(''); setDue(''); } };
  const tried = (result) => hand.act('POST', `${path}/attempt`, { revision: of.revision, body: { result, note: note || null, due: due || null }, done: t('callback-noted') }).then(after);
  const closed = (outcome) => hand.act('POST', `${path}/close`, { revision: of.revision, body: { outcome, note: note || null }, done: t('callback-closed') }).then(after);
  return html`<article class="panel detail">
    <h1>${t('callback-number', { id: of.id })} ${person && person.name}</h1>
    <p><${Due} of=${of} /></p>
    ${!person && html`<p class="notice warn">${t('matters-no-person')}</p>`}
    ${person && html`<p class="phone digits">${whole ? html`<a href=${`tel:${whole.phone.replace(/[^+\d]/g, '')}`}>${whole.phone}</a>` : html`${person.phone_masked}
      <button type="button" class="btn main" disabled=${hand.busy} onClick=${() => hand.act('POST', `${path}/person`).then((body) => body && setWhole(body))}>${t('callback-show-phone')}</button>`}</p>
      ${whole && (whole.contract || whole.address) && html`<p>${[whole.contract && t('matters-contract', { contract: whole.contract }), whole.address].filter(Boolean).join(' · ')}</p>`}
      <p class="gist">${person.gist}</p>`}
    <p class="muted">${[own(of.service_title), of.ticket, t(`callback-origin-${of.origin}`), stamp(of.asked_ms), of.asked_by].filter(Boolean).join(' · ')}</p>
    ${of.attempts.length > 0 && html`<ol class="history">${of.attempts.map((a) => html`<li><span class="digits">${stamp(a.at_ms)}</span> ${t(`callback-attempt-${a.result}`)} · ${a.by}</li>`)}</ol>`}
    ${of.open ? html`
      <${Field} id="note" label=${t('matters-note')} value=${note} maxlength="500" onInput=${(e) => setNote(e.target.value)} />
      <h2>${t('callback-result')}</h2>
      <div class="row">${OUTCOMES.map((o) => html`<button type="button" class=${o === 'answered' ? 'btn main' : 'btn'} disabled=${hand.busy} onClick=${() => closed(o)}>${t(`callback-outcome-${o}`)}</button>`)}</div>
      <h2>${t('callback-again')}</h2>
      <${Field} id="due" type="date" label=${t('callback-other-day')} value=${due} onInput=${(e) => setDue(e.target.value)} />
      <div class="row">${ATTEMPTS.map((a) => html`<button type="button" class="btn" disabled=${hand.busy} onClick=${() => tried(a)}>${t(`callback-attempt-${a}`)}</button>`)}</div>`
    : html`<p class="notice">${t(`callback-outcome-${of.outcome}`)} · ${stamp(of.ended_ms)} · ${of.ended_by}</p>`}
    <div class="row"><button type="button" class="link-btn" disabled=${hand.busy} onClick=${() => hand.act('POST', `${path}/print`, { done: t('matters-printed') })}>${t('matters-print')}</button></div>
    ${of.seen.length > 0 && html`<p class="muted">${t('callback-seen')} ${of.seen.map((s) => `${s.by} ${stamp(s.at_ms)}`).join(', ')}</p>`}
  </article>`;
}

const EMPTY = { phone: '', name: '', contract: '', address: '', gist: '', consent: false };

function Ask({ hand, onAsked }) {
  const [wish, setWish] = useState(EMPTY);
  const [offer, setOffer] = useState(null);
  useEffect(() => { fetch('/api/v1/callbacks/offer').then((a) => (a.ok ? a.json() : null)).then(setOffer).catch(() => {}); }, []);
  const set = (name) => (e) => setWish({ ...wish, [name]: e.target.type === 'checkbox' ? e.target.checked : e.target.value });
  const field = (name, rest) => html`<${Field} id=${`ask-${name}`} label=${t(`callback-ask-${name}`)} value=${wish[name]} onInput=${set(name)} ...${rest} />`;
  async function ask(event) {
    event.preventDefault();
    const answer = await hand.act('POST', '/api/v1/callbacks', { body: { ...wish, print: false }, done: t('callback-asked') });
    if (answer) { setWish(EMPTY); onAsked(answer.callback.id); }
  }
  return html`<form class="panel detail" onSubmit=${ask}><h1>${t('callback-new')}</h1>
    ${offer && html`<p>${t('callback-promise', { day: day(offer.due) })}</p>`}
    <div class="pair">${field('phone', { type: 'tel', required: true, inputmode: 'tel' })}${field('name')}${field('contract')}${field('address')}</div>
    <label class="field" for="ask-gist"><span>${t('callback-ask-gist')}</span><textarea id="ask-gist" rows="3" maxlength="500" value=${wish.gist} onInput=${set('gist')}></textarea></label>
    ${offer && html`<p>${t('callback-read')}</p><blockquote>${own(offer.consent)}</blockquote>`}
    <label class="check"><input type="checkbox" checked=${wish.consent} onChange=${set('consent')} /><span>${t('callback-ask-consent')}</span></label>
    <div class="row send"><button type="submit" class="btn main" disabled=${hand.busy || !wish.phone || !wish.consent}>${t('callback-ask-send')}</button></div></form>`;
}

/** `/contact#new` opens a new callback, `/contact#12` that one. */
const asked = location.hash === '#new' ? 'new' : Number(location.hash.slice(1)) || null;

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const [filter, setFilter] = useState('open');
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState(asked);
  const query = q.trim() ? `status=all&q=${encodeURIComponent(q.trim())}` : QUERY[filter];
  const { list, away, again } = useList(`/api/v1/callbacks?${query}`, onSignedOut);
  const hand = useHand(again);
  useEscape(chosen === null || chosen === 'new' ? null : () => { hand.hush(); setChosen(null); });
  if (!list) return html`<p class="fatal">${away && away !== true ? away : t('link-connecting')}</p>`;
  const of = list.callbacks.find((c) => c.id === chosen);
  return html`<div class="matters">
    <${Top} title=${t('page-contact')} session=${session} onLanguage=${onLanguage} onSignOut=${onSignOut}
      counts=${[[t('matters-open-count', { count: list.open }), ''], list.overdue > 0 && [t('matters-overdue-count', { count: list.overdue }), 'bad']].filter(Boolean)} />
    <${Said} hand=${hand} away=${away} />
    <main><section class="list">
      <div class="row filters" role="group" aria-label=${t('matters-show')}>${FILTERS.map((f) => html`<button type="button" class=${f === filter && !q ? 'btn chosen' : 'btn'} aria-pressed=${String(f === filter && !q)} onClick=${() => { setQ(''); setFilter(f); }}>${t(`matters-filter-${f}`)}</button>`)}
      </div>
      <div class="row"><input class="find" type="search" value=${q} placeholder=${t('callback-find')} aria-label=${t('callback-find')} onInput=${(e) => setQ(e.target.value)} />
        <a class="btn" href=${`/api/v1/callbacks/export.csv?${query}&lang=${language()}`} download>${t('matters-export')}</a>
        <button type="button" class=${chosen === 'new' ? 'btn chosen' : 'btn main'} data-action="new" onClick=${() => { hand.hush(); setChosen('new'); }}>${t('callback-new')}</button></div>
      ${!list.people_shown && html`<p class="notice warn">${t('matters-people-away')}</p>`}
      <ul>${list.callbacks.map((c) => html`<li key=${c.id}><button type="button" class=${c.id === chosen ? 'btn item chosen' : 'btn item'} aria-pressed=${String(c.id === chosen)} onClick=${() => setChosen(c.id)}>
        <span class="digits no">№ ${c.id}</span><span class="what"><b>${(c.person && (c.person.name || c.person.phone_masked)) || t('matters-no-person')}</b><small>${own(c.service_title) || (c.person && c.person.gist) || ''}</small></span>
        <span class="when">${c.open ? html`<${Due} of=${c} />` : t(`callback-outcome-${c.outcome}`)}<small>${c.attempts.length ? t('callback-attempts', { count: c.attempts.length }) : ''}</small></span></button></li>`)}</ul>
      ${list.callbacks.length === 0 && html`<p class="empty">${t('callback-none')}</p>`}
    </section>
    ${chosen === 'new' ? html`<${Ask} hand=${hand} onAsked=${(id) => setChosen(id)} />` : of ? html`<${Detail} of=${of} hand=${hand} />` : html`<p class="panel empty">${t('callback-choose')}</p>`}
    </main></div>`;
}

keepFocus();
start(() => html`<${StaffPage} Work=${Work} title="page-contact" first=${['contact-centre', 'hall', 'head']} />`, { texts: ['matters'] });
