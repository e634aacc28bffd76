// What the visit was about and what came of it (S11): two digits, and Enter
// ends the visit with them. The note of the card goes along; a day hands the
// matter over to the back office (S3). Kept in this tab until the visit ends.
import { html, useEffect, useLayoutEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { dayText, own, t } from '../common/text.js';

const NONE = { topic: null, outcome: null, handOver: '' };
const place = (ticket) => `talon.about.${ticket.id}`;

function kept(ticket) {
  try { return { ...NONE, ...JSON.parse(sessionStorage.getItem(place(ticket)) || '{}') }; } catch { return NONE; }
}

/** The office's lists, and what was chosen for the visitor at the desk. */
export function useAbout(ticket) {
  const [lists, setLists] = useState(null);
  const [chosen, setChosen] = useState(NONE);
  const [due, setDue] = useState('');
  const id = ticket ? ticket.id : null;
  useEffect(() => {
    get('/api/v1/contacts/choices').then(setLists).catch(() => setLists({ topics: [], outcomes: [] }));
    get('/api/v1/callbacks/offer').then((offer) => setDue(offer.due)).catch(() => {});
  }, []);
  useLayoutEffect(() => { setChosen(ticket ? kept(ticket) : NONE); }, [id]);
  return {
    lists: lists || { topics: [], outcomes: [] }, chosen, due,
    choose(next) { setChosen(next); if (ticket) sessionStorage.setItem(place(ticket), JSON.stringify(next)); },
  };
}

/** What goes along with the end of the visit; null: nothing was said. */
export function recordOf(chosen, note) {
  const record = { topic: chosen.topic, outcome: chosen.outcome, note: note.trim() || null, hand_over: chosen.handOver || null };
  return Object.values(record).some(Boolean) ? record : null;
}

const titleOf = (list, id) => own((list.find((one) => one.id === id) || {}).title);

/** "Счёт и расчёты · Решено на приёме · бэк-офису до 26 ноября" */
export function aboutText({ lists, chosen }) {
  return [titleOf(lists.topics, chosen.topic), titleOf(lists.outcomes, chosen.outcome), chosen.handOver && t('about-until', { due: dayText(chosen.handOver) })].filter(Boolean).join(' · ');
}

/** A digit: the topic first, the outcome after it; with both chosen it begins anew. */
export function aboutDigit(digit, panel, { about }) {
  const { lists, chosen } = about;
  const step = panel.step === 'outcome' || lists.topics.length === 0 ? 'outcomes' : 'topics';
  const hit = lists[step][Number(digit) - 1];
  if (!hit) return panel;
  about.choose({ ...chosen, [step === 'topics' ? 'topic' : 'outcome']: hit.id });
  return { ...panel, step: step === 'topics' ? 'outcome' : 'topic' };
}

export function toggleHandOver({ about }) {
  about.choose({ ...about.chosen, handOver: about.chosen.handOver ? '' : about.due });
}

/** The big button: the visit ends with what was chosen. */
export function confirmAbout(panel, { desk, queue, about, note }) {
  if (desk.status !== 'serving') return { text: t('confirm-about-nobody'), disabled: true };
  const next = queue.length > 0;
  const contact = recordOf(about.chosen, note);
  const made = next ? { path: 'call-next', body: { finish: desk.ticket.id, ...contact }, calls: true } : { path: 'finish', body: contact || {} };
  return { text: t(next ? 'confirm-about-next' : 'confirm-about'), name: next ? 'finish-next' : 'finish', made };
}

const Choices = ({ name, list, value, active, onPick }) => html`<div class="about-list" role="group" aria-label=${t(`about-${name}`)}><h4>${t(`about-${name}`)}</h4>
  <div class="choices two">${list.map((one, i) => html`<button type="button" key=${one.id} class=${one.id === value ? 'choice chosen' : 'choice'} aria-pressed=${String(one.id === value)} data-choice=${one.id} onClick=${() => onPick(one.id)}>
    <span class=${active ? 'code' : 'code off'}>${i < 9 ? i + 1 : ''}</span><span class="title">${own(one.title)}</span></button>`)}</div></div>`;

export function AboutPanel({ panel, set, context, onNote }) {
  const { about, note } = context;
  const { lists, chosen } = about;
  const pick = (name, step) => (id) => { about.choose({ ...chosen, [name]: chosen[name] === id ? null : id }); set({ ...panel, step }); };
  const atOutcome = panel.step === 'outcome' || lists.topics.length === 0;
  return html`<div class="panel-head"><h3>${t('about-title')}</h3><span class="key">${t('about-hint')}</span></div>
    ${lists.topics.length > 0 && html`<${Choices} name="topic" list=${lists.topics} value=${chosen.topic} active=${!atOutcome} onPick=${pick('topic', 'outcome')} />`}
    ${lists.outcomes.length > 0 && html`<${Choices} name="outcome" list=${lists.outcomes} value=${chosen.outcome} active=${atOutcome} onPick=${pick('outcome', 'topic')} />`}
    <div class="extras"><label class="check"><input type="checkbox" checked=${Boolean(chosen.handOver)} onChange=${() => toggleHandOver(context)} /> ${t('about-hand-over')} <span class="key">*</span></label>
      ${chosen.handOver && html`<input class="field date" type="date" aria-label=${t('about-hand-over-day')} min=${context.picture.day.date} value=${chosen.handOver} onInput=${(e) => about.choose({ ...chosen, handOver: e.target.value })} />`}
      <input class="field" aria-label=${t('about-note')} placeholder=${t('about-note')} maxlength="500" value=${note} onInput=${(e) => onNote(e.target.value)} /></div>`;
}
