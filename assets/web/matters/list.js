// What both worklists do alike: fetch, act, say what happened.
// Promises: a list that cannot be fetched stays on screen and says so; every
// press has a key of its own and names the revision it saw.
import { html, useEffect, useState } from '../vendor/preact.js';
import { Problem, Unreachable, get, request } from '../common/api.js';
import { newKey } from '../common/commands.js';
import { language, t } from '../common/text.js';
import { setClock } from '../common/time.js';
import { Home, LangSwitch, Notice } from '../common/widgets.js';

const EVERY_MS = 10000; // others work on the same list

/** The list at `path`, fetched again and again: `{list, away, again}`. */
export function useList(path, onSignedOut) {
  const [state, setState] = useState({ list: null, away: false });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    let timerId = 0;
    async function load() {
      try {
        const list = await get(path);
        setClock(list.now_ms, list.utc_offset_min);
        if (!gone) setState({ list, away: false });
      } catch (error) {
        if (gone) return;
        if (error instanceof Problem && error.status === 401) { onSignedOut(t('sign-again')); return; }
        setState((old) => ({ list: old.list, away: error instanceof Unreachable ? true : error.message }));
      }
      if (!gone) timerId = setTimeout(load, EVERY_MS);
    }
    load();
    return () => { gone = true; clearTimeout(timerId); };
  }, [path, turn]);
  return { ...state, again: () => setTurn((n) => n + 1) };
}

/** One hand: `act(method, path, {body, revision})` gives the body or null; `said` is what to show. */
export function useHand(again) {
  const [busy, setBusy] = useState(false);
  const [said, say] = useState(null);
  async function act(method, path, { body, revision, done } = {}) {
    if (busy) return null;
    setBusy(true);
    const headers = { 'Idempotency-Key': newKey() };
    if (revision !== undefined) headers['If-Match'] = `"${revision}"`;
    try {
      const answer = await request(method, path, { body: body || {}, headers });
      say(done ? { level: 'info', text: done } : null);
      return answer.body || {};
    } catch (error) {
      say({ level: 'bad', text: error instanceof Problem ? error.message : t('sign-unreachable') });
      return null;
    } finally {
      setBusy(false);
      again();
    }
  }
  return { act, busy, said, hush: () => say(null) };
}

/** "2026-11-23" as people write it. */
export function day(date) {
  const [y, m, d] = date.split('-').map(Number);
  const locale = language() === 'en' ? 'en-GB' : 'ru-RU';
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(y, m - 1, d));
}

export function Top({ title, session, counts, onLanguage, onSignOut }) {
  return html`<header class="top"><${Home} session=${session} /><h1 class="place">${title}</h1><span class="who">${session.name}</span><span class="space"></span>
    ${counts.map(([text, level]) => html`<span class=${`pill ${level}`}>${text}</span>`)}
    <${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill" onClick=${onSignOut}>${t('sign-out')}</button></header>`;
}

export function Said({ hand, away }) {
  return html`<div class="said-place" aria-live="polite">
    ${away && html`<${Notice} level="warn">${away === true ? t('matters-away') : away}<//>`}
    ${hand.said && html`<${Notice} level=${hand.said.level}><span class="grow">${hand.said.text}</span><button type="button" class="btn small" onClick=${hand.hush}>${t('understood')}</button><//>`}</div>`;
}

export const Due = ({ of }) => html`<span class=${of.overdue ? 'due over' : of.due_today ? 'due today' : 'due'}>
  ${of.overdue ? t('matters-overdue') : of.due_today ? t('matters-today') : t('matters-due')} <b>${day(of.due)}</b></span>`;

/** A labelled field; `rest` goes to the input. */
export const Field = ({ id, label, hint, ...rest }) => html`<label class="field" for=${id}><span>${label}</span><input id=${id} autocomplete="off" ...${rest} />${hint && html`<small>${hint}</small>`}</label>`;
