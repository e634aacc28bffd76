// The small parts every page draws the same way.
// Promises: colour never speaks alone: each bar, pill and notice carries words
// or a shape. Never: asks the server anything.
import { html } from '../vendor/preact.js';
import { LANGUAGES, chooseLanguage, hasText, language, own, spaced, t } from './text.js';
import { minutes, timer, useTick } from './time.js';

/** S4: a wait is good until here, as the office has set it; bars are full at it. */
let targetMin = 15;
export const setTarget = (min) => { targetMin = min; };
const AMBER_SHARE = 2 / 3; // a third of the target left: time to think of calling

const SHAPES = {
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1 8h2v6h-2zm0-4h2v2h-2z',
  warn: 'M12 3 1.5 21h21zm-1 7h2v5h-2zm0 6.5h2v2h-2z',
  bad: 'M8 2.5 2.5 8v8L8 21.5h8l5.5-5.5V8L16 2.5zm3 4h2v7h-2zm0 8.500h2v2h-2z',
};
const TINTS = { info: '#1556d6', warn: '#8a5b00', bad: '#c62828' };

export const Shape = ({ level }) => html`<svg viewBox="0 0 24 24" aria-hidden="true"><path fill=${TINTS[level]} fill-rule="evenodd" d=${SHAPES[level]} /></svg>`;

/** The arrow of board and transfers: the fonts have none. */
export const Arrow = () => html`<svg class="arrow" viewBox="0 0 40 24" aria-hidden="true"><path d="M2 12h34M26 3l10 9-10 9" fill="none" stroke="currentColor" stroke-width="4" /></svg>`;

export const Num = ({ of }) => html`<span class="digits">${spaced(of)}</span>`;

/** A timer that ticks by itself. */
export function Timer({ since }) {
  const at = useTick();
  return html`<span class="timer">${timer(at - since)}</span>`;
}

/** "good", "amber" or "red" of a wait. */
export function waitColour(spanMs) {
  const target = targetMin * 60000;
  if (spanMs > target) return 'red';
  return spanMs >= target * AMBER_SHARE ? 'amber' : 'good';
}

/** A wait as a bar against the target; the words stand beside it (WaitTime). */
export function WaitBar({ since }) {
  const span = useTick() - since;
  const share = Math.max(2, Math.min(100, Math.round((span / (targetMin * 60000)) * 100)));
  return html`<div class=${`bar ${waitColour(span)}`} aria-hidden="true"><i style=${{ width: `${share}%` }}></i></div>`;
}

/** The wait in figures, and the word once it is too long. */
export function WaitTime({ since }) {
  const span = useTick() - since;
  const late = waitColour(span) === 'red';
  return html`<span class=${`timer${late ? ' late' : ''}`}>${timer(span)}${late && html`<small>${t('wait-long', { target: targetMin, over: minutes(span) - targetMin })}</small>`}</span>`;
}

/** «на связи» or «нет связи». */
export function LinkPill({ feed }) {
  if (feed.link === 'up') return html`<span class="pill good link-state" role="status">${t('link-up')}</span>`;
  if (feed.link === 'connecting') return html`<span class="pill link-state" role="status">${t('link-connecting')}</span>`;
  return html`<span class="pill bad link-state" role="status">${t('link-lost')}</span>`;
}

/** One line with a shape; `children` may hold a button. */
export const Notice = ({ level = 'info', children, ...rest }) => html`
  <div class=${`notice ${level}`} role=${level === 'bad' ? 'alert' : 'status'} ...${rest}><${Shape} level=${level} />${children}</div>`;

/** Why the link is away and what that means for whoever looks at the page. */
export function LinkNotice({ feed, advice }) {
  if (feed.link !== 'lost' || !feed.picture) return null;
  return html`<${Notice} level="bad"><span class="grow">
    <b>${t('link-lost')} <${Timer} since=${feed.since} />.</b> ${t(`link-why-${feed.why || 'closed'}`)} ${advice}</span><//>`;
}

/** Everything staff should know now, the worst first: `[{code, level, args}]`. */
export function noticesOf(picture, { printer = true } = {}) {
  const list = picture.notices.slice();
  const add = (code, level, args = {}) => { if (!list.some((n) => n.code === code)) list.push({ code, level, args }); };
  if (picture.mode === 'live') add('live-queue', 'warn');
  if (picture.copies === 'one' && picture.mode !== 'live') add('copies-one', 'warn');
  if (picture.copies === 'none') add('copies-none', 'bad');
  if (printer && !['ok', 'unknown'].includes(picture.paper)) add(`paper-${picture.paper}`, picture.paper === 'low' ? 'warn' : 'bad', { left: 'unknown' });
  const weight = { bad: 0, warn: 1, info: 2 };
  return list.sort((a, b) => weight[a.level] - weight[b.level]);
}

/** What a notice carries, for its text: figures as figures, ticket numbers as people read them. */
function carried(args) {
  const figures = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]));
  if (!args.numbers) return figures;
  const numbers = args.numbers.split(', ');
  return { ...figures, numbers: numbers.map(spaced).join(', '), more: Number(args.count) - numbers.length };
}

/** A notice in words; one this page does not know shows its code and what it carries. */
export function noticeText({ code, args }) {
  if (hasText(`notice-${code}`)) return t(`notice-${code}`, carried(args));
  return args.text || [t('notice-other', { code }), ...Object.values(args)].join(' ');
}

export const Notices = ({ list }) => list.map((n) => html`<${Notice} key=${`${n.code} ${JSON.stringify(n.args)}`} level=${n.level}><span class="grow">${noticeText(n)}</span><//>`);

/** Why this visitor was called now, in the language of the page. */
export function whyText(why) {
  if (!why) return '';
  // These say nothing but themselves; the others carry a time or a reason in their text.
  const plain = ['longest-wait', 'first-come', 'privileged', 'out-of-turn', 'short-question'].includes(why.code);
  return plain || !why.text ? t(`why-${why.code}`) : why.text;
}

/** What a ticket came for. */
export const serviceTitle = (ticket) => own(ticket.service_title) || t('service-live');

/** The door to this page's help; a tab of its own, so that the work stays where it is. */
export const HelpLink = () => html`<a class="help-link" href=${`/help?for=${location.pathname.slice(1)}`} target="_blank" rel="noopener" title=${t('help-open')} aria-label=${t('help-open')}>?</a>`;

const HOMES = { hall: '/hall', desk: '/desk', reserve: '/desk', head: '/head', 'contact-centre': '/contact', admin: '/admin' };

/** The way back to the page where one works; there, the way to all pages. */
export function Home({ session }) {
  const home = HOMES[session.role];
  const away = home && home !== location.pathname;
  return html`<a class="pill out" data-home href=${away ? home : '/'}>${away ? `‹ ${t(`page-${home.slice(1)}`)}` : t('page-index')}</a>`;
}

/** The languages, and beside them the help. */
export function LangSwitch({ onChange, dark }) {
  return html`<span class=${dark ? 'lang dark' : 'lang'} role="group" aria-label=${t('language')}>${location.pathname !== '/help' && html`<${HelpLink} />`}${LANGUAGES.map((l) => html`
    <button type="button" lang=${l} aria-pressed=${String(l === language())} aria-label=${t(`language-${l}`)}
      onClick=${() => chooseLanguage(l).then(onChange)}>${l.toUpperCase()}</button>`)}</span>`;
}
