// The desk screen: keys, the one panel that may be open, header, card, queue.
// Promises: nothing modal; Enter is always the big button; a held key or a
// double click is one press; errors stand by the buttons they came from.
// Never: moves anything under the manager's hand while a command is under way.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { spaced, t } from '../common/text.js';
import { LinkNotice, Notice, Notices, noticesOf } from '../common/widgets.js';
import { recordOf, useAbout } from './about.js';
import { actionOfKey, actionsOf, digitOf, parkedOf, queueOf, requestOf } from './actions.js';
import { autoSeconds, keepAuto, useAutoCall } from './autocall.js';
import { Actions } from './bar.js';
import { Card } from './card.js';
import { Header } from './header.js';
import { keepKeys, loadKeys } from './keys.js';
import { Panel, confirmOf, openPanel, panelDigit, panelKey } from './panels.js';
import { Queue } from './queue.js';
import { openScanner } from './scan.js';
import { SmallWindow, openSmallWindow } from './window.js';

// A double press's second half comes sooner than this; it must not mean the next thing.
const TWICE_MS = 300;
const OWN_MS = 5000; // what changes here so soon after a press is that press's doing

const inField = (target) => target && /^(TEXTAREA|INPUT|SELECT)$/.test(target.tagName) && target.type !== 'checkbox';

/** The note that would travel with the visitor; kept in this tab until the visit ends. */
function useNote(ticket) {
  const key = ticket ? `talon.note.${ticket.id}` : null;
  const [note, setNote] = useState('');
  useLayoutEffect(() => { setNote((key && sessionStorage.getItem(key)) || ''); }, [key]);
  return [note, (text) => { setNote(text); if (key) sessionStorage.setItem(key, text); }];
}

/** The key map of this account in this browser. */
function useKeys(account) {
  const [map, setMap] = useState(() => loadKeys(account));
  return { map, set(next) { keepKeys(account, next); setMap(loadKeys(account)); } };
}

export function Screen({ feed, desk, session, command, hand, onLanguage, onLeave, onPerson }) {
  const { picture } = feed;
  const queue = queueOf(picture, desk);
  const parked = parkedOf(picture, desk);
  const { main, others } = actionsOf(desk, queue.length, parked.length);
  const [panel, setPanel] = useState(null);
  const [note, setNote] = useNote(desk.ticket);
  const about = useAbout(desk.ticket);
  const lastMain = useRef(-TWICE_MS);
  const pressedAt = useRef(-OWN_MS);
  const seen = useRef(undefined);
  const busy = command.intent !== null;
  const keys = useKeys(session.account);
  const scanner = useMemo(openScanner, []);
  const [scanned, setScanned] = useState(null);
  const [small, setSmall] = useState(null);
  const [seconds, setSeconds] = useState(() => autoSeconds(session.account, desk));
  const auto = useAutoCall({
    seconds,
    ready: desk.status === 'free' && queue.length > 0 && !panel && !busy && feed.link === 'up',
    empty: Boolean(command.outcome && command.outcome.kind === 'empty'),
    call: () => press('call-next', requestOf('call-next', desk)),
  });
  const toggleAuto = () => { keepAuto(session.account, seconds === 0); setSeconds(autoSeconds(session.account, desk)); };
  const context = {
    picture, desk, queue, parked, note, about, session, keys, onLeave, onPerson,
    auto: { seconds, toggle: toggleAuto }, undo: () => act('undo'), help: (picture.help || []).find((h) => h.desk === desk.desk) || null, small: () => { openSmallWindow().then(setSmall).catch(() => setSmall(null)); },
  };

  // A panel speaks of what was at the desk when it was opened; with that gone, so is the panel.
  // Before anything is painted: a panel opened by the next key stays.
  const here = desk.ticket ? desk.ticket.id : desk.status;
  useLayoutEffect(() => { setPanel(null); setScanned(null); }, [here]);
  // Changed by somebody else a moment ago: an Enter on its way was meant for
  // what stood here before.
  useLayoutEffect(() => {
    const isFirst = seen.current === undefined;
    seen.current = here;
    if (!isFirst && performance.now() - pressedAt.current > OWN_MS) lastMain.current = performance.now();
  }, [here]);
  useEffect(() => {
    const head = desk.ticket ? spaced(desk.ticket.number) : t(`desk-status-${desk.status}`);
    document.title = `${head} · ${t('title-queue', { count: queue.length })}`;
  });

  function press(name, made) {
    const { method, path, body, calls, args, shows } = made;
    pressedAt.current = performance.now();
    const taken = hand.press({
      name, method, body, shows,
      args: { ...args, desk: desk.desk, number: desk.ticket ? spaced(desk.ticket.number) : '' },
      path: path.startsWith('/') ? path : `/api/v1/desks/${desk.desk}/${path}`,
      revision: desk.revision,
      notBefore: calls ? desk.next_call_ms : 0,
    });
    if (taken) setPanel(null);
    toMain();
  }
  function toMain() { if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur(); }
  function act(action) {
    if (action === 'main') {
      const before = lastMain.current;
      lastMain.current = performance.now();
      if (busy || lastMain.current - before < TWICE_MS) return;
      if (panel) {
        const confirm = confirmOf(panel, context);
        if (confirm.stay) { if (!confirm.disabled) setPanel(confirm.stay()); } else if (confirm.open) setPanel(openPanel(confirm.open, context));
        else if (confirm.run) { setPanel(null); confirm.run(); } else if (confirm.made && !confirm.disabled) press(confirm.name, confirm.made);
      } else if (main) press(main, requestOf(main, desk, note, recordOf(about.chosen, note)));
    } else if (busy) return;
    else if (['transfer', 'more', 'call', 'about'].includes(action)) {
      hand.forget();
      setPanel(openPanel(action, context));
      toMain();
    } else if (action === 'parked') open(parked[0]);
    else press(action, requestOf(action, desk, note, recordOf(about.chosen, note)));
  }
  /** A ticket was scanned: its visit opens, or goes on if its visitor was called here. */
  function scan(ticket) {
    hand.forget();
    if (ticket.date !== picture.day.date) { setScanned('day'); return; }
    const here = (t1) => t1.number === ticket.number;
    if (desk.ticket && here(desk.ticket)) { if (desk.status === 'calling') act('main'); return; }
    const known = [...parked, ...picture.waiting, ...picture.recent.filter((r) => r.status === 'no-show')].find(here);
    const elsewhere = picture.desks.find((d) => d.ticket && here(d.ticket));
    setScanned(known ? null : elsewhere ? 'elsewhere' : 'unknown');
    if (known) open(known);
  }
  const open = (ticket) => { hand.forget(); setScanned(null); setPanel({ kind: 'call', typed: '', pick: ticket.id, reason: '' }); toMain(); };
  function back() {
    if (scanned) { setScanned(null); return; }
    if (auto.left !== null) { auto.stop(); return; }
    if (panel) setPanel(null);
    else if (command.phase === 'kept') hand.drop();
    else hand.forget();
    toMain();
  }

  // Layout effect: the next key may come before the browser has painted this one.
  useLayoutEffect(() => {
    const onKey = (event) => {
      if (event.defaultPrevented || event.altKey || event.metaKey || (event.ctrlKey && event.key !== 'Enter')) return;
      if (event.key !== 'Enter') lastMain.current = -TWICE_MS; // something else in between: no double press
      const field = inField(event.target);
      const read = scanner.key(event);
      if (read) {
        event.preventDefault();
        if (read === 'eaten') return;
        if (field && event.target.classList.contains('note')) setNote(note.replace(/\d{1,4}$/, '')); // what the scanner typed first
        scan(read);
        return;
      }
      if (panel && panel.listens) { event.preventDefault(); if (!event.repeat) setPanel(panelKey(event, panel, context)); return; }
      const action = actionOfKey(event, desk.undo && !panel ? [...others, 'undo'] : others, keys.map);
      if (action === 'back') { event.preventDefault(); back(); return; }
      const enter = action === 'main';
      if (field && enter && !(event.ctrlKey || event.target.tagName === 'INPUT')) return; // a new line of the note
      if (field && !enter && !/^F\d/.test(event.key)) return; // typing
      const button = event.target.closest && event.target.closest('button, summary');
      if (enter && button && !event.ctrlKey && !button.classList.contains('main')) return; // the focused button's own press
      if (panel) {
        const next = panelKey(event, panel, context);
        if (next) { event.preventDefault(); if (!event.repeat) setPanel(next === 'close' ? null : next); return; }
      }
      if (!field) {
        const digit = digitOf(event);
        if (digit) { event.preventDefault(); hand.forget(); setPanel(panelDigit(digit, panel, context)); return; }
      }
      if (!action) { if (/^F([23478]|9|10)$/.test(event.key)) event.preventDefault(); return; }
      event.preventDefault();
      if (!event.repeat) act(action);
    };
    // After a click the focus goes home, so that Enter is the big button again;
    // who walks with Tab keeps it (a key's click has detail 0).
    const onClick = (event) => {
      const button = event.target.closest('button');
      if (button && !button.classList.contains('main')) lastMain.current = -TWICE_MS;
      if (button && event.detail > 0) toMain();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('click', onClick);
    return () => { document.removeEventListener('keydown', onKey); document.removeEventListener('click', onClick); };
  });

  const confirm = panel ? confirmOf(panel, context) : null;
  return html`<div class="desk">
    <${Header} feed=${feed} desk=${desk} session=${session} keys=${keys} help=${context.help} busy=${busy} onUndo=${() => act('undo')} onMore=${() => (panel && panel.kind === 'more' ? setPanel(null) : act('more'))} />
    <main class="work">
      <div class="strip">
        <${LinkNotice} feed=${feed} advice=${t('link-advice-desk')} />
        ${scanned && html`<${Notice} level="warn" data-scanned=${scanned}><span class="grow">${t(`scanned-${scanned}`)}</span><//>`}
        <${Notices} list=${noticesOf(picture, { printer: false }).slice(0, 2)} />
      </div>
      <section class=${`card ${desk.status}${panel ? ' small' : ''}`} aria-live="polite">
        <${Card} desk=${desk} picture=${picture} queue=${queue} small=${panel !== null} note=${note} onNote=${setNote} about=${about} auto=${auto} />
        ${panel && html`<${Panel} panel=${panel} set=${setPanel} context=${context} onNote=${setNote} onLanguage=${onLanguage} />`}
      </section>
      <${Actions} keys=${keys} main=${main} others=${others} desk=${desk} queue=${queue} command=${command} confirm=${confirm} act=${act}
        onBack=${back} onDrop=${() => hand.drop()} onForget=${() => hand.forget()} />
    </main>
    <${Queue} queue=${queue} parked=${parked} picture=${picture} chosen=${panel && panel.kind === 'call' ? panel.pick : null} onCall=${open} />
    ${small && html`<${SmallWindow} small=${small} onClosed=${() => setSmall(null)} desk=${desk} queue=${queue} main=${main} busy=${busy} up=${feed.link === 'up'} act=${() => act('main')} />`}
  </div>`;
}
