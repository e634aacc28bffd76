// Meter-reading days (S8): the head draws up the month, fills it, prints it.
// Promises: a list with a wrong line changes nothing and every wrong line is
// told; who is second at one month is told and overwrites nothing.
import { html, useLayoutEffect, useRef, useState } from '../vendor/preact.js';
import { Problem, get, request } from '../common/api.js';
import { newKey } from '../common/commands.js';
import { keepFocus } from '../common/keyboard.js';
import { StaffPage, useOffice } from '../common/staff.js';
import { start } from '../common/start.js';
import { language, own, t } from '../common/text.js';
import { clock, now } from '../common/time.js';
import { Home, LangSwitch, LinkNotice, LinkPill, Notice } from '../common/widgets.js';

const LIST_MS = 20000; // ten thousand lines over an office LAN and one commit
const two = (n) => String(n).padStart(2, '0');
const monthOf = (ms) => { const d = new Date(ms); return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}`; };
const monthOn = (month, by) => { const [y, m] = month.split('-').map(Number); return monthOf(Date.UTC(y, m - 1 + by, 15)); };
const monthName = (month) => new Intl.DateTimeFormat(language(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T00:00:00Z`));
const dayName = (date) => new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short', weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
const words = (error) => (error instanceof Problem ? error.message : t('readings-unreachable'));

/** Sends a spreadsheet as it is; gives the month, or throws with `lines`. */
async function sendList(month, revision, file) {
  const abort = new AbortController();
  const deadline = setTimeout(() => abort.abort(), LIST_MS);
  try {
    const answer = await fetch(`/api/v1/readings/${month}/list`, {
      method: 'POST', body: file, signal: abort.signal, cache: 'no-store',
      headers: { 'Content-Type': 'text/csv', 'Accept-Language': language(), 'If-Match': `"${revision}"`, 'Idempotency-Key': newKey() },
    });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Problem(answer.status, body), { lines: body.lines || [] });
    return body;
  } finally { clearTimeout(deadline); }
}

function Draw({ view, picture, act, busy }) {
  const [days, setDays] = useState([]);
  const [hours, setHours] = useState([]);
  const [places, setPlaces] = useState('10');
  const [service, setService] = useState(view.service || (picture.services.find((s) => s.id.includes('readings') && s.segment === 'business') || picture.services[0]).id);
  useLayoutEffect(() => { setDays([...new Set(view.hours.map((h) => h.date))]); setHours([...new Set(view.hours.map((h) => h.from))]); if (view.hours[0]) setPlaces(String(view.hours[0].places)); }, [view.month, view.revision]);
  const spans = [...new Set(view.days.flatMap((d) => d.hours.map((h) => clock(h.from_ms))))].sort();
  const flip = (list, set, one) => set(list.includes(one) ? list.filter((x) => x !== one) : [...list, one]);
  const count = Number(places);
  const drawn = view.days.filter((d) => days.includes(d.date)).flatMap((d) => d.hours.filter((h) => hours.includes(clock(h.from_ms)))
    .map((h) => ({ ...h, places: (view.hours.find((old) => old.from_ms === h.from_ms && count === 0) || { places: count }).places })));
  const ready = drawn.length > 0 && Number.isInteger(count) && count > 0 && count <= 1000;
  return html`<section class="panel tools"><h2>${t('readings-draw')}</h2>
    <div class="line"><label>${t('hall-ticket-service')}<select class="field" name="service" value=${service} onChange=${(e) => setService(e.target.value)}>${picture.services.map((s) => html`<option key=${s.id} value=${s.id}>${own(s.title)} · ${own((picture.segments.find((g) => g.id === s.segment) || {}).title)}</option>`)}</select></label>
      <label>${t('readings-places')}<input class="field" name="places" type="number" min="1" max="1000" value=${places} onInput=${(e) => setPlaces(e.target.value)} /></label></div>
    <p class="hint">${t('readings-days')}</p>
    <div class="chips" role="group" aria-label=${t('readings-days')}>${view.days.map((d) => html`<button type="button" key=${d.date} class=${days.includes(d.date) ? 'chip chosen' : 'chip'} aria-pressed=${String(days.includes(d.date))} data-date=${d.date}
      disabled=${!d.opens} onClick=${() => flip(days, setDays, d.date)}><b>${Number(d.date.slice(8))}</b>${dayName(d.date).split(/[ ,]/)[0]}</button>`)}</div>
    <p class="hint">${t('readings-hours')}</p>
    <div class="chips" role="group" aria-label=${t('readings-hours')}>${spans.map((h) => html`<button type="button" key=${h} class=${hours.includes(h) ? 'chip chosen' : 'chip'} aria-pressed=${String(hours.includes(h))} data-hour=${h} onClick=${() => flip(hours, setHours, h)}><b>${h}</b></button>`)}</div>
    <div class="line"><button type="button" class="btn main" data-action="draw" disabled=${busy || !ready} onClick=${() => act('PUT', '', { service, hours: drawn })}>${t('readings-save', { hours: drawn.length, places: drawn.length * (count || 0) })}</button>
      ${view.may_copy && html`<button type="button" class="btn" data-action="copy" disabled=${busy} onClick=${() => act('POST', '/copy', {})}>${t('readings-copy')}</button>`}</div></section>`;
}

function Fill({ view, act, send, busy }) {
  const [contract, setContract] = useState('');
  const [name, setName] = useState('');
  const [from, setFrom] = useState('');
  const file = useRef(null);
  return html`<section class="panel tools"><h2>${t('readings-fill')}</h2>
    <form class="line" onSubmit=${async (e) => { e.preventDefault(); if (await act('POST', '/contracts', { contract, name, ...(from ? { from_ms: Number(from) } : {}) })) { setContract(''); setName(''); } }}>
      <label>${t('readings-contract')}<input class="field" name="contract" autocomplete="off" maxlength="40" value=${contract} onInput=${(e) => setContract(e.target.value)} /></label>
      <label>${t('readings-name')}<input class="field" name="name" autocomplete="off" maxlength="200" value=${name} onInput=${(e) => setName(e.target.value)} /></label>
      <label>${t('readings-hour')}<select class="field" name="from" value=${from} onChange=${(e) => setFrom(e.target.value)}><option value="">${t('readings-first-free')}</option>${view.hours.map((h) => html`<option key=${h.from_ms} value=${h.from_ms}>${dayName(h.date)}, ${h.from}–${h.to} (${h.contracts.length}/${h.places})</option>`)}</select></label>
      <button type="submit" class="btn" data-action="assign" disabled=${busy || !contract.trim()}>${t('readings-assign')}</button></form>
    <div class="line"><label>${t('readings-list')}<input class="field" type="file" name="list" accept=".csv,.txt,text/csv,text/plain" ref=${file} disabled=${busy} onChange=${(e) => { const [picked] = e.target.files; if (picked) send(picked).then(() => { file.current.value = ''; }); }} /></label>
      <p class="hint">${t('readings-list-hint')}</p></div></section>`;
}

function Table({ view, act, busy }) {
  if (!view.hours.length) return html`<section class="panel"><p class="hint">${t('readings-none')}</p></section>`;
  return html`<section class="panel"><p class="print-title">${t('readings-title', { month: monthName(view.month) })}</p>
    <table class="hours"><thead><tr><th>${t('readings-day')}</th><th>${t('readings-hour')}</th><th>${t('readings-places')}</th><th>${t('readings-contracts')}</th></tr></thead>
    <tbody>${view.hours.map((h, i) => html`<tr key=${h.from_ms} data-from=${h.from_ms}><td class="nowrap">${i && view.hours[i - 1].date === h.date ? '' : dayName(h.date)}</td><td class="nowrap digits">${h.from}–${h.to}</td><td class="nowrap digits">${h.contracts.length} / ${h.places}</td>
      <td><div class="names">${h.contracts.map((c) => html`<span class="contract" key=${c.contract}>${c.contract}${c.name && html`<small>${c.name}</small>`}${c.ticket ? html`<small class="digits">${c.ticket}</small>` : html`<button type="button" disabled=${busy} aria-label=${t('readings-release', { contract: c.contract })} onClick=${() => act('POST', '/release', { contracts: [c.contract] })}>×</button>`}</span>`)}</div></td></tr>`)}</tbody></table></section>`;
}

function Month({ picture }) {
  const [month, setMonth] = useState(monthOn(monthOf(now()), 0));
  const [view, setView] = useState(null);
  const [said, setSaid] = useState(null);
  const [busy, setBusy] = useState(false);
  const load = () => get(`/api/v1/readings/${month}`).then(setView).catch((error) => setSaid({ level: 'bad', text: words(error) }));
  useLayoutEffect(() => { setView(null); setSaid(null); load(); }, [month]);
  async function run(work) {
    if (busy) return false;
    setBusy(true); setSaid(null);
    try {
      setView(await work());
      setSaid({ level: 'info', text: t('readings-saved') });
      return true;
    } catch (error) {
      setSaid({ level: 'bad', text: words(error), lines: error.lines });
      if (error instanceof Problem && error.status === 412) load();
      return false;
    } finally { setBusy(false); }
  }
  const act = (method, path, body) => run(async () => (await request(method, `/api/v1/readings/${month}${path}`, { body, headers: { 'If-Match': `"${view.revision}"`, 'Idempotency-Key': newKey() } })).body);
  const send = (file) => run(() => sendList(month, view.revision, file));
  return html`<main><div class="head-row tools"><button type="button" class="btn small" aria-label=${t('readings-month-before')} onClick=${() => setMonth(monthOn(month, -1))}>‹</button>
      <h1 data-month=${month}>${t('readings-title', { month: monthName(month) })}</h1><button type="button" class="btn small" aria-label=${t('readings-month-after')} onClick=${() => setMonth(monthOn(month, 1))}>›</button>
      ${view && html`<span class="hint">${t('readings-counts', { assigned: view.assigned, places: view.places })}</span>`}<button type="button" class="btn small" data-action="print" disabled=${!view || !view.hours.length} onClick=${() => print()}>${t('readings-print')}</button></div>
    ${said && html`<${Notice} level=${said.level} data-said=${said.level}><span class="grow">${said.text}${said.lines && said.lines.length > 0 && html`<ol class="wrong">${said.lines.map((l) => html`<li key=${l.line}>${t('readings-line', { line: l.line })}: ${l.text}</li>`)}</ol>`}</span><//>`}
    ${view && !view.names_shown && html`<${Notice} level="warn"><span class="grow">${t('booking-people-away')}</span><//>`}
    ${!view && !said && html`<p class="hint">${t('link-connecting')}</p>`}
    ${view && html`<${Draw} view=${view} picture=${picture} act=${act} busy=${busy} />`}
    ${view && view.revision > 0 && html`<${Fill} view=${view} act=${act} send=${send} busy=${busy} />`}
    ${view && html`<${Table} view=${view} act=${act} busy=${busy} />`}</main>`;
}

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const { feed } = useOffice('talon.readings.intent', onSignedOut);
  const { picture } = feed;
  if (!picture) return html`<p class="fatal">${t('link-connecting')}</p>`;
  return html`<div class="readings"><header class="top"><${Home} session=${session} /><span class="place">${t('page-readings')}</span><${LinkPill} feed=${feed} /><span class="who">${session.name}</span><span class="space"></span>
      <${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill out" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <div class="notices"><${LinkNotice} feed=${feed} advice=${t('booking-link-advice')} /></div>
    ${session.role === 'head' ? html`<${Month} picture=${picture} />` : html`<main><${Notice} level="warn"><span class="grow">${t('readings-head-only')}</span><//></main>`}</div>`;
}

keepFocus();
start(() => html`<${StaffPage} Work=${Work} title="page-readings" first=${['head']} />`, { texts: ['booking'] });
