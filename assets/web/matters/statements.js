// The register of statements and complaints (S12, S13, S24) and what was handed
// over to the back office (S3).
import { html, useEffect, useLayoutEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { keepFocus, useEscape } from '../common/keyboard.js';
import { StaffPage } from '../common/staff.js';
import { start } from '../common/start.js';
import { own, t } from '../common/text.js';
import { stamp } from '../common/time.js';
import { Due, Field, Said, Top, day, useHand, useList } from './list.js';

const ANSWERS = ['answered', 'passed-on', 'withdrawn'];
const EMPTY = { name: '', phone: '', contract: '', address: '', gist: '' };

function Take({ list, hand, onTaken }) {
  const [kind, setKind] = useState(null);
  const [told, setTold] = useState(EMPTY);
  const [anonymous, setAnonymous] = useState(false);
  const [dropOff, setDropOff] = useState(false);
  const set = (name) => (e) => setTold({ ...told, [name]: e.target.value });
  const field = (name, rest) => html`<${Field} id=${`take-${name}`} label=${t(`statement-${name}`)} value=${told[name]} disabled=${anonymous} onInput=${set(name)} ...${rest} />`;
  async function take(event) {
    event.preventDefault();
    const who = anonymous ? { gist: told.gist, anonymous: true } : told;
    const answer = await hand.act('POST', '/api/v1/statements', { body: { ...who, kind: kind.id, drop_off: dropOff } });
    if (answer) { setTold(EMPTY); setAnonymous(false); setDropOff(false); onTaken(answer); }
  }
  return html`<form class="panel detail" onSubmit=${take}><h1>${t('statement-new')}</h1>
    ${list.kinds.length === 0 && html`<p class="notice warn">${t('statement-no-kinds')}</p>`}
    <div class="row" role="group" aria-label=${t('statement-kind')}>${list.kinds.map((k) => html`<button type="button" class=${kind === k ? 'btn chosen' : 'btn'} aria-pressed=${String(kind === k)} onClick=${() => { setKind(k); if (!k.complaint) setAnonymous(false); }}>${own(k.title)}<span class="key">${t('statement-term', { days: k.working_days })}</span></button>`)}</div>
    ${kind && kind.complaint && html`<label class="check"><input type="checkbox" checked=${anonymous} onChange=${(e) => setAnonymous(e.target.checked)} /><span>${t('statement-anonymous')}</span></label>`}
    <div class="pair">${field('name')}${field('phone', { type: 'tel' })}${field('contract')}${field('address')}</div>
    <label class="field" for="take-gist"><span>${t('statement-gist')}</span><textarea id="take-gist" rows="3" maxlength="500" value=${told.gist} onInput=${set('gist')}></textarea></label>
    <label class="check"><input type="checkbox" checked=${dropOff} onChange=${(e) => setDropOff(e.target.checked)} /><span>${t('statement-drop-off')}</span></label>
    <div class="row send"><button type="submit" class="btn main" disabled=${hand.busy || !kind}>${t('statement-take')}</button></div></form>`;
}

function Detail({ of, hand }) {
  const [whole, setWhole] = useState(null);
  useLayoutEffect(() => { setWhole(null); hand.hush(); }, [of.id]);
  const path = `/api/v1/statements/${of.id}`;
  const person = whole || of.person;
  return html`<article class="panel detail"><h1>№ ${of.number} · ${own(of.kind_title) || of.kind}</h1>
    <p>${of.open ? html`<${Due} of=${of} />` : html`<span class="notice">${t(`statement-answer-${of.answer}`)} · ${of.settled_by}</span>`}</p>
    ${person ? html`<p><b>${person.name || t('statement-nameless')}</b> ${whole ? [whole.phone, whole.contract, whole.address].filter(Boolean).join(' · ') : html`${person.phone_masked} <button type="button" class="btn" onClick=${() => hand.act('POST', `${path}/person`).then((b) => b && setWhole(b))}>${t('statement-show')}</button>`}</p><p class="gist">${person.gist}</p>` : html`<p class="muted">${of.complaint ? t('statement-nameless') : t('matters-no-person')}</p>`}
    <p class="muted">${[t('statement-taken', { time: stamp(of.taken_ms), by: of.taken_by }), of.ticket, of.drop_off && t('statement-drop-off')].filter(Boolean).join(' · ')}</p>
    ${of.open && html`<h2>${t('statement-settle')}</h2><div class="row">${ANSWERS.map((a, i) => html`<button type="button" class=${i ? 'btn' : 'btn main'} disabled=${hand.busy} onClick=${() => hand.act('POST', `${path}/settle`, { revision: of.revision, body: { answer: a } })}>${t(`statement-answer-${a}`)}</button>`)}</div>`}
    <div class="row"><button type="button" class="link-btn" disabled=${hand.busy} onClick=${() => hand.act('POST', `${path}/print`, { done: t('matters-printed') })}>${t('matters-print')}</button></div></article>`;
}

function HandOvers({ hand, turn }) {
  const [all, setAll] = useState([]);
  useEffect(() => { get('/api/v1/hand-overs').then(setAll).catch(() => {}); }, [turn]);
  const open = all.filter((h) => !h.done_ms);
  if (open.length === 0) return null;
  return html`<section class="panel"><h2>${t('hand-overs')}</h2><ul>${open.map((h) => html`<li key=${h.id} class="hand"><span><b>${h.ticket.split('-').pop()}</b> ${h.note || ''}<small>${h.by}</small></span><${Due} of=${h} />
    <button type="button" class="btn" disabled=${hand.busy} onClick=${() => hand.act('POST', `/api/v1/hand-overs/${h.id}/done`, { revision: h.revision })}>${t('hand-over-done')}</button></li>`)}</ul></section>`;
}

function Months({ of }) {
  if (of.length === 0) return null;
  const most = Math.max(...of.map((m) => m.complaints));
  return html`<section class="panel"><h2>${t('statement-complaints')}</h2><table><tbody>${of.slice(-12).map((m) => html`<tr><th scope="row" class="digits">${m.month.slice(5)}.${m.month.slice(0, 4)}</th>
    <td class="meter"><div class="bar amber" aria-hidden="true"><i style=${{ width: `${(m.complaints / most) * 100}%` }}></i></div></td><td class="digits">${m.complaints}</td><td class="muted">${m.anonymous ? t('statement-months-anonymous', { count: m.anonymous }) : ''}</td></tr>`)}</tbody></table></section>`;
}

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const [status, setStatus] = useState('open');
  const [chosen, setChosen] = useState(Number(location.hash.slice(1)) || 'new'); // /statements#12 opens that one
  const [taken, setTaken] = useState(null);
  const [turn, setTurn] = useState(0);
  const { list, away, again } = useList(`/api/v1/statements?status=${status}`, onSignedOut);
  const hand = useHand(() => { again(); setTurn((n) => n + 1); });
  useEscape(chosen === 'new' ? null : () => { hand.hush(); setChosen('new'); });
  if (!list) return html`<p class="fatal">${away && away !== true ? away : t('link-connecting')}</p>`;
  const of = list.statements.find((s) => s.id === chosen);
  return html`<div class="matters">
    <${Top} title=${t('page-statements')} session=${session} onLanguage=${onLanguage} onSignOut=${onSignOut}
      counts=${[[t('matters-open-count', { count: list.open }), ''], list.overdue > 0 && [t('matters-overdue-count', { count: list.overdue }), 'bad']].filter(Boolean)} />
    <${Said} hand=${hand} away=${away} />
    ${taken && html`<p class="notice taken" role="status"><span class="grow">${t('statement-took', { number: taken.statement.number, day: day(taken.statement.due) })} ${taken.print.outcome === 'printed' ? t('statement-receipt') : taken.print.outcome === 'not-asked' ? '' : t('statement-no-receipt')}</span><button type="button" class="btn small" onClick=${() => setTaken(null)}>${t('understood')}</button></p>`}
    <main><section class="list">
      <div class="row filters" role="group" aria-label=${t('matters-show')}>${['open', 'closed'].map((f) => html`<button type="button" class=${f === status ? 'btn chosen' : 'btn'} aria-pressed=${String(f === status)} onClick=${() => setStatus(f)}>${t(`matters-filter-${f}`)}</button>`)}
        <button type="button" class=${chosen === 'new' ? 'btn chosen' : 'btn main'} data-action="new" onClick=${() => setChosen('new')}>${t('statement-new')}</button></div>
      <ul>${list.statements.map((s) => html`<li key=${s.id}><button type="button" class=${s.id === chosen ? 'btn item chosen' : 'btn item'} aria-pressed=${String(s.id === chosen)} onClick=${() => setChosen(s.id)}>
        <span class="digits no">№ ${s.number}</span><span class="what"><b>${own(s.kind_title) || s.kind}</b><small>${(s.person && s.person.name) || (s.complaint ? t('statement-nameless') : '')}</small></span>
        <span class="when">${s.open ? html`<${Due} of=${s} />` : t(`statement-answer-${s.answer}`)}</span></button></li>`)}</ul>
      ${list.statements.length === 0 && html`<p class="empty">${t('statement-none')}</p>`}
      <${HandOvers} hand=${hand} turn=${turn} /><${Months} of=${list.complaints} />
    </section>
    ${of ? html`<${Detail} of=${of} hand=${hand} />` : html`<${Take} list=${list} hand=${hand} onTaken=${(answer) => { setTaken(answer); setChosen(answer.statement.id); }} />`}
    </main></div>`;
}

keepFocus();
start(() => html`<${StaffPage} Work=${Work} title="page-statements" first=${['hall', 'desk', 'head']} />`, { texts: ['matters'] });
