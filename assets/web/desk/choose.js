// Which desk to work at: who sits where, and the free ones.
// Promises: its number or a tap opens a desk, and a number that might go on (1 of
// 1, 10…19) waits for the next digit or Enter; a refusal stands by that desk.
import { html, useEffect, useLayoutEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { t } from '../common/text.js';
import { ReserveCall } from '../common/reserve.js';
import { LangSwitch, LinkNotice, LinkPill } from '../common/widgets.js';
import { digitOf } from './actions.js';

export function Choose({ feed, session, command, hand, onSignOut, onLanguage }) {
  const { picture } = feed;
  // The desk the office file names for this person stands out, and Enter opens it.
  const [usual, setUsual] = useState(null);
  useEffect(() => {
    get('/api/v1/accounts').then((list) => setUsual((list.find((a) => a.account === session.account) || {}).desk || null)).catch(() => {});
  }, []);
  const open = (desk) => hand.press({
    name: 'open', path: `/api/v1/desks/${desk.desk}/open`, revision: desk.revision, args: { desk: desk.desk },
  });
  const [typed, setTyped] = useState('');
  const begun = (digits) => picture.desks.filter((d) => String(d.desk).startsWith(digits));
  const take = (number) => {
    setTyped('');
    const desk = picture.desks.find((d) => String(d.desk) === number);
    if (desk) open(desk);
  };
  useLayoutEffect(() => {
    const onKey = (event) => {
      if (event.repeat) return;
      const digit = digitOf(event);
      if (digit !== null) {
        // What cannot be a desk any more begins anew with this digit.
        const digits = begun(typed + digit).length > 0 ? typed + digit : digit;
        const found = begun(digits);
        if (found.length === 1 && String(found[0].desk) === digits) take(digits);
        else setTyped(found.length > 0 ? digits : '');
      } else if (event.key === 'Backspace' || event.key === 'Escape') {
        setTyped(typed.slice(0, event.key === 'Escape' ? 0 : -1));
      } else if (event.key === 'Enter' && (typed || event.target === document.body)) {
        event.preventDefault();
        take(typed || String(usual));
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  const { outcome, intent } = command;
  const isFull = picture.desks.every((d) => d.staff && d.staff !== session.account);
  const hint = isFull ? t('choose-full') : usual ? t('choose-hint-usual', { desk: usual }) : t('choose-hint');
  return html`<div class="choose">
    <header class="top"><span class="place">${t('page-desk')}</span><${LinkPill} feed=${feed} /><span class="who">${session.name}</span>
      <span class="space"></span><${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <main class="panel">
      <h1>${t('choose-title')}</h1>
      <${LinkNotice} feed=${feed} advice="" /><${ReserveCall} picture=${picture} session=${session} />
      <ul class="desks">${picture.desks.map((d) => {
        const mine = d.staff === session.account;
        const taken = d.staff && !mine;
        const failed = outcome && outcome.problem && outcome.intent.args && outcome.intent.args.desk === d.desk;
        return html`<li key=${d.desk}>
          <button type="button" class=${`btn${taken ? ' taken' : ''}${(typed ? String(d.desk).startsWith(typed) : d.desk === usual && !taken) ? ' chosen' : ''}`} data-desk=${d.desk} disabled=${intent !== null} onClick=${() => open(d)}>
            <b>${d.desk}</b><span>${taken ? d.staff_name || d.staff : mine ? t('choose-mine') : t('choose-free')}</span>
            <span class="key">${taken ? t(d.status === 'free' ? 'choose-taken' : `desk-status-${d.status}`) : ''}</span></button>
          ${failed && html`<p class="said bad" role="alert">${outcome.problem.message}</p>`}</li>`;
      })}</ul>
      <p class="hint" role="status">${typed ? t('choose-typed', { typed }) : hint}</p>
    </main></div>`;
}
