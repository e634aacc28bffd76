// The web board for a TV: newest call large, the list, who is next, the wait.
// Promises: needs no hand: reconnects, says when its data is old, reloads after
// an upgrade. Never: asks anybody anything.
import { html, useLayoutEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { openFeed } from '../common/feed.js';
import { start } from '../common/start.js';
import { language, own, spaced, t } from '../common/text.js';
import { clock, now, useTick } from '../common/time.js';
import { Arrow } from '../common/widgets.js';
import { ROWS, empty, flashes, isDark, settle, take } from './show.js';

const STALE_MS = 10000; // visual.md: older data is said to be old
const TICKER_MS = 14000; // long enough to read a line twice
const TICKER_FITS = 60; // letters; a longer line passes, each letter in its time
const LETTER_PASSES_MS = 150;
const PASS_SPEED = 0.139; // of the board's unit height a second, as the drawn board
const ZONE = new URLSearchParams(location.search).get('zone'); // S8: a board under one zone's sign

const zoneOf = (picture) => (picture.zones || []).find((zone) => zone.id === ZONE) || null;

/** Only what this board is for; a zone that is not there (any more) hides nobody. */
function ofZone(picture) {
  const zone = zoneOf(picture);
  if (!zone) return picture;
  return { ...picture, calls: picture.calls.filter((call) => call.zone && call.zone.id === zone.id), at_desks: picture.at_desks.filter((at) => at.zone === zone.id) };
}

const Row = ({ row, first, at }) => html`<li class=${`call${first ? ' first' : ''}${flashes(row, at) ? ' fresh' : ''}${first && flashes(row, at) ? ' flash' : ''}`} data-call=${row.id} data-number=${row.number}>
  <b class="digits">${spaced(row.number)}</b><span class="way"><${Arrow} />${row.again && flashes(row, at) && html`<small>${t('board-again')}</small>`}</span><b class="digits desk-number">${row.desk}</b></li>`;

function Wait({ picture }) {
  const { wait, waiting } = picture;
  if (picture.mode === 'live') return html`<div class="box live"><b>${t('board-live')}</b><p>${t('board-live-guide')}</p></div>`;
  const { doors } = picture.day;
  if (doors !== 'open' && waiting === 0 && picture.at_desks.length === 0) return null; // nobody may come, nobody is there
  if (doors === 'registration-ended' || doors === 'closed') return html`<div class="box wait"><p>${t('board-ended')}</p></div>`;
  if (!wait) return html`<div class="box wait"><b>${waiting === 0 ? t('board-wait-none') : t('board-wait-unknown', { count: waiting })}</b></div>`;
  return html`<div class="box wait"><b>${t('board-wait', { count: wait.to_min })}</b><p>${t('board-wait-more', { count: waiting })}</p></div>`;
}

function doorsText({ day }) {
  if (day.doors === 'before-opening') return t('board-before', { opens: day.opens });
  if (day.doors === 'registration-ended') return t('board-ended');
  if (day.doors !== 'closed') return null;
  if (!day.next_date) return t('board-closed');
  const date = new Intl.DateTimeFormat(language() === 'ru' ? 'ru-RU' : 'en-GB', { day: 'numeric', month: 'long', weekday: 'long', timeZone: 'UTC' }).format(new Date(`${day.next_date}T12:00:00Z`));
  return `${t('board-closed')}. ${t('board-closed-next', { date, opens: day.next_opens || '' })}`;
}

function Calls({ rows, at, picture }) {
  if (rows.length === 0) {
    return html`<div class="welcome"><h1>${doorsText(picture) || t('board-welcome')}</h1>${picture.day.doors === 'open' && html`<p>${t('board-welcome-guide')}</p>`}</div>`;
  }
  return html`<div class="heads"><span>${t('board-ticket')}</span><span>${t('board-desk')}</span></div>
    <ol class="calls">${rows.slice(0, ROWS).map((row, i) => html`<${Row} key=${`${row.number}-${row.id}`} row=${row} first=${i === 0} at=${at} />`)}</ol>`;
}

/** One line of the foot; too long for its place, it runs. */
function Line({ text }) {
  const place = useRef(null);
  const [seconds, setSeconds] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const words = place.current.firstElementChild;
      const room = place.current.clientWidth;
      const width = words.scrollWidth - parseFloat(getComputedStyle(words).paddingLeft);
      const height = parseFloat(getComputedStyle(place.current).fontSize) / 0.037;
      setSeconds(width > room ? (room + width) / (PASS_SPEED * height) : 0);
    };
    let here = true;
    measure();
    document.fonts.ready.then(() => here && measure());
    window.addEventListener('resize', measure);
    return () => { here = false; window.removeEventListener('resize', measure); };
  }, [text]);
  return html`<p ref=${place}><span class=${seconds ? 'runs' : ''} style=${seconds ? `animation-duration: ${seconds}s` : ''}>${text}</span></p>`;
}

const turnOf = (line) => TICKER_MS + (line.length > TICKER_FITS ? LETTER_PASSES_MS * line.length : 0);

/** Whose turn it is, `past` ms after the first line began. */
function lineAt(lines, past) {
  let left = past % lines.reduce((sum, line) => sum + turnOf(line), 0);
  return lines.find((line) => (left -= turnOf(line)) < 0);
}

function Foot({ picture, stale, pictureAt, at }) {
  const lines = [doorsText(picture), ...picture.ticker.map(own)].filter(Boolean);
  const whole = lines.join('\n');
  const begun = useRef({ whole, at });
  if (begun.current.whole !== whole) begun.current = { whole, at }; // what was just written is read at once
  const line = lines.length ? lineAt(lines, at - begun.current.at) : own(picture.office.name);
  return html`<footer class=${stale ? 'foot stale' : 'foot'}>
    ${stale ? html`<p role="alert">${t('board-stale', { time: clock(pictureAt) })}</p>` : html`<${Line} key=${line} text=${line} />`}<b class="digits">${clock(at)}</b></footer>`;
}

const Next = ({ numbers }) => (numbers.length === 0 ? html`<p class="none">${t('board-next-none')}</p>`
  : html`<ol class="next">${numbers.slice(0, 6).map((n) => html`<li key=${n} class="digits">${spaced(n)}</li>`)}</ol>`);

// One picture at a time, from the office's folder.
function Slide({ slides, at }) {
  if (!slides || slides.paths.length === 0) return null;
  const path = slides.paths[Math.floor(at / (slides.each_s * 1000)) % slides.paths.length];
  return html`<img class="slide" src=${path} alt="" />`;
}

function Board() {
  const [feed, setFeed] = useState({ link: 'connecting', picture: null });
  const show = useRef(empty());
  const at = useTick(0, 500);
  useLayoutEffect(() => {
    const stream = openFeed('board', (next) => {
      if (next.picture && next.picture !== taken.current) {
        taken.current = next.picture;
        show.current = take(show.current, ofZone(next.picture), now());
      }
      setFeed(next);
    });
    return () => stream.close();
  }, []);
  const taken = useRef(null);
  useMemo(() => { show.current = settle(show.current, now()); }, [at]);
  const { picture } = feed;
  if (!picture) return html`<div class="board"><p class="welcome">${t('link-connecting')}</p></div>`;
  if (isDark(picture, show.current.rows, clock(at))) return html`<div class="board dark"></div>`;
  const zone = zoneOf(picture);
  // Beats say the picture is still true; without the link nobody says so.
  const stale = feed.link !== 'up' && at - Math.max(feed.pictureAt, feed.since) > STALE_MS - 5000;
  return html`<div class="board">
    <main class="left"><${Calls} rows=${show.current.rows} at=${at} picture=${picture} /></main>
    <aside class="right">
      <div class="soon">${zone ? html`<h1 class="zone" data-zone=${zone.id}>${own(zone.name)}</h1>` : html`<h2>${t('board-next')}</h2><${Next} numbers=${picture.next} />`}</div>
      <${Slide} slides=${picture.slides} at=${at} />
      <div class="say"><${Wait} picture=${picture} />
        <div class="box line"><b>${t('board-line')}</b><p>${own(picture.office.direct_line)}</p></div></div>
    </aside>
    <${Foot} picture=${picture} stale=${stale} pictureAt=${feed.since} at=${at} />
  </div>`;
}

start(Board);
