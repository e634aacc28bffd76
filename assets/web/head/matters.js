// What is promised to visitors: callbacks, statements, hand-overs (S6, S12, S3),
// overdue ones first. Promises: names no phone; the lists themselves are one tap away.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { dayText, own, t } from '../common/text.js';

const EVERY_MS = 15000;
const SHOWN = 6; // as many lines as stand beside each other without scrolling

const byDue = (a, b) => a.due.localeCompare(b.due);

/** `{name: [lines]}`, fetched again and again; null: not known yet. */
function useMatters() {
  const [all, setAll] = useState(null);
  useEffect(() => {
    let timerId = 0;
    let gone = false;
    const load = () => Promise.all([get('/api/v1/callbacks'), get('/api/v1/statements'), get('/api/v1/hand-overs')])
      .then(([callbacks, statements, overs]) => { if (!gone) setAll({ today: callbacks.today, callbacks: callbacks.callbacks, statements: statements.statements, overs: overs.filter((o) => !o.done_ms) }); }, () => {})
      .then(() => { if (!gone) timerId = setTimeout(load, EVERY_MS); });
    load();
    return () => { gone = true; clearTimeout(timerId); };
  }, []);
  return all;
}

const Due = ({ of, today }) => html`<span class=${of.overdue ? 'late' : of.due === today ? 'soon' : 'muted'}>${of.overdue ? t('hd-overdue', { day: dayText(of.due) }) : of.due === today ? t('hd-due-today') : t('hd-due', { day: dayText(of.due) })}</span>`;

function List({ name, list, today, href, lineOf }) {
  const late = list.filter((x) => x.overdue).length;
  const shown = list.slice().sort(byDue).slice(0, SHOWN);
  return html`<div data-matters=${name}><h3><a href=${href}>${t(`hd-matters-${name}`)}</a> <span class="digits">${list.length}</span>${late > 0 && html` <span class="late" data-overdue=${late}>${t('hd-matters-late', { count: late })}</span>`}</h3>
    ${list.length === 0 ? html`<p class="muted">${t('hd-matters-none')}</p>` : html`<ul class="promises">${shown.map((x) => html`<li key=${x.id}><a href=${`${href}#${x.id}`}>${lineOf(x)}</a><${Due} of=${x} today=${today} /></li>`)}</ul>`}
    ${list.length > SHOWN && html`<a href=${href}>${t('hd-matters-all', { count: list.length })}</a>`}</div>`;
}

export function Matters() {
  const all = useMatters();
  if (!all) return null;
  const { today } = all;
  const common = { today };
  return html`<section class="panel wide matters-all"><h2>${t('hd-matters')}</h2><div class="three">
    <${List} ...${common} name="callbacks" list=${all.callbacks} href="/contact" lineOf=${(c) => `№ ${c.id} · ${(c.person && c.person.name) || own(c.service_title) || t('hd-matters-nameless')}`} />
    <${List} ...${common} name="statements" list=${all.statements} href="/statements" lineOf=${(s) => `№ ${s.number} · ${own(s.kind_title) || s.kind}`} />
    <${List} ...${common} name="overs" list=${all.overs} href="/statements" lineOf=${(o) => [o.ticket.split('-').pop(), o.note || o.by].join(' · ')} /></div></section>`;
}
