// The desk page: sign in, choose a desk, work.
// Promises: a manager who reloads the page is back at the own desk. Never:
// decides who is next; the office does.
import { html, useEffect, useLayoutEffect, useState } from '../vendor/preact.js';
import { forgetAccount } from '../common/signin.js';
import { StaffPage, useOffice } from '../common/staff.js';
import { start } from '../common/start.js';
import { t } from '../common/text.js';
import { Choose } from './choose.js';
import { Screen } from './screen.js';

const MINE = 'talon.desk';

/** Which desk this page works: the token's, the one kept in this tab, or the one open in my name. */
function ownDesk(session, picture, chosen) {
  if (session.desk) return picture.desks.find((d) => d.desk === session.desk) || null;
  const at = picture.desks.find((d) => d.desk === chosen);
  if (at && (at.staff === session.account || (at.status === 'closed' && !at.staff))) return at;
  if (at) return null;
  return picture.desks.find((d) => d.staff === session.account && d.status !== 'closed') || null;
}

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const { feed, command, hand } = useOffice('talon.desk.intent', onSignedOut);
  const [chosen, setChosen] = useState(Number(sessionStorage.getItem(MINE)) || null);
  const { picture } = feed;
  const desk = picture && ownDesk(session, picture, chosen);
  useLayoutEffect(() => { if (picture) hand.picture(desk ? desk.revision : null); }, [picture]);

  const choose = (number) => {
    if (number) sessionStorage.setItem(MINE, String(number));
    else sessionStorage.removeItem(MINE);
    setChosen(number);
  };
  const onPerson = () => { hand.forget(); forgetAccount(); onSignOut(); };
  // A desk becomes mine when the server says so: then this tab remembers it.
  useEffect(() => {
    const { outcome } = command;
    if (!outcome || outcome.kind !== 'done') return;
    if (outcome.intent.name === 'open' && outcome.body) choose(outcome.body.desk);
    // The desk is closed: the next person signs in to this very desk.
    if (outcome.intent.name === 'person') { choose(outcome.intent.args.desk); onPerson(); }
  }, [command.outcome]);

  if (!picture) return html`<p class="fatal">${t('link-connecting')}</p>`;
  const leave = () => { hand.forget(); choose(null); };
  if (!desk) {
    return html`<${Choose} feed=${feed} session=${session} command=${command} hand=${hand} onLanguage=${onLanguage} onSignOut=${onSignOut} />`;
  }
  return html`<${Screen} key=${desk.desk} feed=${feed} desk=${desk} session=${session} command=${command} hand=${hand}
    onLanguage=${onLanguage} onLeave=${session.desk ? null : leave} onPerson=${onPerson} />`;
}

start(() => html`<${StaffPage} Work=${Work} title="page-desk" first=${['desk', 'reserve', 'hall']} />`, { texts: ['desk'] });
