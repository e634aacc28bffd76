// The dark line on top: where, with whom, how the day goes.
import { html } from '../vendor/preact.js';
import { shortName } from '../common/names.js';
import { figure, spaced, t } from '../common/text.js';
import { useTick } from '../common/time.js';
import { LinkPill } from '../common/widgets.js';
import { keysText } from './keys.js';

/** The day's share called within the target and how many long waits it can still bear (S4). */
export function dayPill(picture) {
  const { within_target_percent: share, long_waits_left: left, target_percent: target, target_min: min } = picture;
  if (share === null) return { text: t('day-none', { min, target }), bad: false };
  if (left === null) return { text: t('day-share', { min, share }), bad: share < target };
  return left < 0
    ? { text: t('day-under', { min, share, target }), bad: true }
    : { text: t('day-left', { min, share, left }), bad: false };
}

/** The desk's last act, while it can be taken back: in the dark line, so that nothing moves under the hand. */
function Undo({ undo, keys, busy, onUndo }) {
  const left = Math.ceil((undo.until_ms - useTick(undo.until_ms, 250)) / 1000);
  if (left <= 0) return null;
  const ticket = spaced(undo.ticket);
  const what = t(`undo-${undo.what}`, { ticket });
  return html`<button type="button" class="pill undo" data-action="undo" disabled=${busy} aria-label=${t('undo-label', { what })} onClick=${onUndo}>
    ${t('action-undo')}: <span class="wide">${what}</span><span class="narrow">${ticket}</span> · <span class="digits">${t('undo-left', { seconds: left })}</span> <span class="undo-key">${keysText(keys.map, 'undo')}</span></button>`;
}

export function Header({ feed, desk, session, keys, help, busy, onMore, onUndo }) {
  const { picture } = feed;
  const day = dayPill(picture);
  const isLive = picture.mode === 'live';
  // How much stands beside the name: where the window is small, the rest gives way to it.
  const guests = [desk.undo, help, isLive].filter(Boolean).length;
  return html`<header class=${`top guests-${guests}`}>
    <span class="place">${t('desk-n', { desk: desk.desk })}</span>
    <${LinkPill} feed=${feed} />
    <span class="who" title=${session.name}>${shortName(session.name)}</span>
    ${help && html`<span class="pill" role="status" data-help=${help.coming.length > 0 ? 'coming' : 'asked'}>${help.coming.length > 0 ? t('help-coming', { name: shortName(help.coming[0].by) }) : t('help-asked')}</span>`}
    ${desk.undo && html`<${Undo} key=${desk.undo.until_ms} undo=${desk.undo} keys=${keys} busy=${busy} onUndo=${onUndo} />`}
    <span class="space"></span>
    ${isLive && html`<span class="pill warn live">${t('mode-live')}</span>`}
    <span class=${day.bad ? 'pill warn extra' : 'pill extra'}>${day.text}</span>
    ${picture.waiting_per_desk !== null && !help && html`<span class="pill digits extra">${t('per-desk', { count: figure(picture.waiting_per_desk, 1) })}</span>`}
    <span class="place served">${t('served-today', { count: desk.served_today })}</span>
    <button type="button" class="pill" onClick=${onMore}>${t('action-more')} <span>${keysText(keys.map, 'more')}</span></button>
  </header>`;
}
