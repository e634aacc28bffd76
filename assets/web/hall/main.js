// The hall manager's tablet: the whole hall at a glance, a ticket in two taps,
// anybody found by number, and a hand over the queue where one is needed.
// Promises: no target under 48 px; what is done by hand carries its reason.
import { html, useLayoutEffect, useRef, useState } from '../vendor/preact.js';
import { HelpCalls } from '../common/help.js';
import { keepFocus, useEscape } from '../common/keyboard.js';
import { shortName } from '../common/names.js';
import { StaffPage, useOffice } from '../common/staff.js';
import { start } from '../common/start.js';
import { figure, t } from '../common/text.js';
import { clock, useTick } from '../common/time.js';
import { LangSwitch, LinkNotice, LinkPill, Notice, noticeText, noticesOf } from '../common/widgets.js';
import { dayPill } from '../desk/header.js';
import { Announce, Doors } from './aside.js';
import { DeskDetail, Desks } from './desks.js';
import { Issue, Issued } from './issue.js';
import { Paper } from './paper.js';
import { Queue } from './queue.js';
import { Ticket } from './ticket.js';

function Clock() { return html`<span class="digits">${clock(useTick())}</span>`; }

function Top({ feed, session, onLanguage, onPaper, onSignOut }) {
  const { picture } = feed;
  const day = dayPill(picture);
  const doubtful = picture.oversight.doubtful_slips.count;
  const paperBad = doubtful > 0 || !['ok', 'unknown'].includes(picture.paper);
  return html`<header class="top">
    <span class="place"><${Clock} /></span><${LinkPill} feed=${feed} />
    <span class="who">${t(`doors-${picture.day.doors}`, { opens: picture.day.opens, closes: picture.day.closes })}</span><span class="who name" title=${session.name}>${shortName(session.name)}</span>
    <span class="space"></span>
    ${picture.mode === 'live' && html`<span class="pill warn">${t('mode-live')}</span>`}
    <span class=${day.bad ? 'pill warn' : 'pill'}>${day.text}</span>
    ${picture.waiting_per_desk !== null && html`<span class="pill wide digits">${t('per-desk', { count: figure(picture.waiting_per_desk, 1) })}</span>`}
    <button type="button" class=${paperBad ? 'pill out warn' : 'pill out'} data-action="paper" onClick=${onPaper}>${doubtful > 0 ? t('paper-pill', { count: doubtful }) : t(`hall-paper-${picture.paper}`)}</button>
    <${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill out" onClick=${onSignOut}>${t('sign-out')}</button>
  </header>`;
}

/** The worst notice; the others wait behind it, so that the hall keeps its room. */
function Banners({ list }) {
  const [open, setOpen] = useState(false);
  const rest = list.length - 1;
  return list.slice(0, open ? list.length : 1).map((n, i) => html`<${Notice} key=${`${n.code} ${JSON.stringify(n.args)}`} level=${n.level}><span class="grow">${noticeText(n)}</span>
    ${i === 0 && rest > 0 && html`<button type="button" class="btn small" data-action="more-notices" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>${open ? t('notices-less') : t('notices-more', { count: rest })}</button>`}<//>`);
}

/** What became of the paper; it may be in doubt again. */
const reprinted = ({ body, intent }) => (body.outcome === 'printed' ? t('hall-reprinted', intent.args) : t(`hall-print-${body.outcome}`));

function Said({ command, hand }) {
  const { phase, intent, outcome } = command;
  if (phase === 'kept') {
    return html`<${Notice} level="warn" data-said="kept"><span class="grow">${t('kept', { action: t(`did-${intent.name}`, intent.args) })}</span>
      <button type="button" class="btn small" onClick=${() => hand.drop()}>${t('kept-drop')}<//><//>`;
  }
  const told = ['print', 'solved', 'change', 'send', 'cancel', 'open-own', 'in-hand', 'roll'];
  if (!outcome || (outcome.kind === 'done' && !told.includes(outcome.intent.name))) return null;
  const text = outcome.kind === 'done' ? (outcome.intent.name === 'print' ? reprinted(outcome) : t(`did-${outcome.intent.name}`, outcome.intent.args)) : outcome.kind === 'empty' ? t('said-empty')
    : outcome.kind === 'stale' ? t('said-stale', { action: t(`did-${outcome.intent.name}`, outcome.intent.args) }) : outcome.problem.message;
  const level = outcome.kind === 'done' && outcome.intent.name === 'print' && outcome.body.outcome !== 'printed' ? 'warn' : outcome.kind === 'done' || outcome.kind === 'empty' ? 'info' : 'bad';
  return html`<${Notice} level=${level} data-said=${outcome.kind}><span class="grow">${text}</span><button type="button" class="btn small" onClick=${() => hand.forget()}>${t('understood')}<//><//>`;
}

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const { feed, command, hand } = useOffice('talon.hall.intent', onSignedOut);
  // What the left side shows: the issuing of tickets, one ticket, or one desk.
  const [open, setOpen] = useState({ kind: 'issue' });
  const { picture } = feed;
  const { outcome } = command;
  useLayoutEffect(() => {
    if (outcome && outcome.kind === 'done' && ['call', 'revive', 'cancel', 'send'].includes(outcome.intent.name)) setOpen({ kind: 'issue' });
    if (outcome && outcome.kind === 'done' && outcome.intent.name === 'issue') setOpen({ kind: 'issued', taken: outcome.body });
  }, [outcome]);
  const back = () => { hand.forget(); setOpen({ kind: 'issue' }); };
  useEscape(open.kind === 'issue' ? null : back);
  // The way back from the announcements ends at the button that opened them.
  const before = useRef(open.kind);
  useLayoutEffect(() => {
    if (before.current === 'announce' && open.kind === 'issue') document.querySelector('[data-action=announce]').focus();
    before.current = open.kind;
  }, [open.kind]);
  if (!picture) return html`<p class="fatal">${t('link-connecting')}</p>`;
  const show = (next) => { hand.forget(); setOpen(next); };
  const common = { picture, hand, command, onBack: back };
  return html`<div class="hall">
    <${Top} feed=${feed} session=${session} onLanguage=${onLanguage} onPaper=${() => show({ kind: 'paper' })} onSignOut=${onSignOut} />
    <div class="notices"><${HelpCalls} picture=${picture} hand=${hand} busy=${command.intent !== null} /><${LinkNotice} feed=${feed} advice=${t('link-advice-hall')} /><${Banners} list=${noticesOf(picture)} /></div>
    <main class="sides">
      <section class="left panel">
        ${open.kind === 'issue' && html`<${Doors} picture=${picture} onAnnounce=${() => show({ kind: 'announce' })} /><${Issue} ...${common} />`}
        ${open.kind === 'announce' && html`<${Announce} picture=${picture} onBack=${back} />`}
        ${open.kind === 'paper' && html`<${Paper} ...${common} onTicket=${(id) => show({ kind: 'ticket', id })} />`}
        ${open.kind === 'issued' && html`<${Issued} ...${common} taken=${open.taken} />`}
        ${open.kind === 'ticket' && html`<${Ticket} key=${open.id} ...${common} id=${open.id} />`}
        ${open.kind === 'desk' && html`<${DeskDetail} key=${open.desk} ...${common} number=${open.desk} onTicket=${(id) => show({ kind: 'ticket', id })} />`}
        <div class="said-place"><${Said} command=${command} hand=${hand} /></div>
      </section>
      <section class="right">
        <${Desks} picture=${picture} chosen=${open.kind === 'desk' ? open.desk : null} onPick=${(desk) => show({ kind: 'desk', desk })} />
        <${Queue} picture=${picture} chosen=${open.kind === 'ticket' ? open.id : null} onPick=${(id) => show({ kind: 'ticket', id })} />
      </section>
    </main></div>`;
}

keepFocus();
start(() => html`<${StaffPage} Work=${Work} title="page-hall" first=${['hall', 'head']} />`, { texts: ['head', 'booking', 'matters'] });
