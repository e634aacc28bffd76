// What every page for signed-in staff does alike: sign in, listen, act.
// Promises: a lost session leads back to signing in, with a word why; one hand
// for commands a page. Never: knows what the page shows.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { openCommands } from './commands.js';
import { openFeed } from './feed.js';
import { SignIn, signOut, useSession } from './signin.js';
import { language, t } from './text.js';

/** The staff feed and a hand for commands: `{feed, command, hand}`. */
export function useOffice(keepAs, onSignedOut) {
  const [feed, setFeed] = useState({ link: 'connecting', picture: null });
  const [command, setCommand] = useState({ intent: null, phase: 'idle', outcome: null });
  const busy = useRef(false);
  busy.current = command.intent !== null;
  const hand = useMemo(() => openCommands(setCommand, { keepAs }), []);
  useLayoutEffect(() => {
    const stream = openFeed('staff', setFeed, { mayReload: () => !busy.current });
    return () => stream.close();
  }, []);
  useEffect(() => {
    hand.link(feed.link === 'up');
    if (feed.link === 'refused') onSignedOut(t('sign-again'));
  }, [feed.link]);
  useLayoutEffect(() => { hand.resume(); }, []); // before anything else can be pressed
  useEffect(() => {
    const { outcome } = command;
    if (outcome && outcome.problem && outcome.problem.status === 401) onSignedOut(t('sign-again'));
  }, [command.outcome]);
  return { feed, command, hand };
}

/** A page that needs a signed-in person: `Work` gets session, onLanguage, onSignedOut, onSignOut. */
export function StaffPage({ Work, title, first }) {
  const [session, setSession] = useSession();
  const [note, setNote] = useState(null);
  const [, turn] = useState(0);
  const redraw = () => turn((n) => n + 1);
  const leave = (why) => { setNote(why); setSession(false); };
  useEffect(() => { document.title = `${t(title)} · Talon`; }, [language(), Boolean(session)]);
  if (session === null) return html`<p class="fatal">${t('link-connecting')}</p>`;
  if (!session) {
    return html`<${SignIn} title=${t(title)} first=${first} note=${note} onLanguage=${redraw} onSigned=${(s) => { setNote(null); setSession(s); }} />`;
  }
  return html`<${Work} session=${session} onLanguage=${redraw} onSignedOut=${leave} onSignOut=${() => signOut().then(() => leave(null))} />`;
}
