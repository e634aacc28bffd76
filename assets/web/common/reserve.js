// S17: the head asks the reserve to a desk; whoever is asked sees it where they
// are, on the page to sign in and on the page to choose a desk.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from './api.js';
import { t } from './text.js';
import { clock } from './time.js';
import { Notice } from './widgets.js';

const LOOK_MS = 5000; // a peak is noticed within a second, people within five

/** On the page to sign in: who is asked. */
export function ReserveAsked() {
  const [names, setNames] = useState([]);
  useEffect(() => {
    let timerId = 0;
    let gone = false;
    const look = () => get('/api/v1/accounts').then((list) => { if (!gone) setNames(list.filter((a) => a.called).map((a) => a.name)); }, () => {})
      .then(() => { if (!gone) timerId = setTimeout(look, LOOK_MS); });
    look();
    return () => { gone = true; clearTimeout(timerId); };
  }, []);
  if (names.length === 0) return null;
  return html`<${Notice} level="warn" data-reserve="asked"><span class="grow">${t('reserve-asked', { names: names.join(', ') })}</span><//>`;
}

/** On the page to choose a desk: you are asked. */
export function ReserveCall({ picture, session }) {
  const call = picture.oversight.reserve.find((r) => r.account === session.account && r.called_ms !== null);
  if (!call) return null;
  return html`<${Notice} level="warn" data-reserve="you"><span class="grow">${t('reserve-you', { who: call.called_by || '', at: clock(call.called_ms) })}</span><//>`;
}
