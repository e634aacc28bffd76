// The head's page: the day as it is now, and the reports of what was.
// Promises: every act says what it led to; nothing that touches visitors is one
// slip of the finger away. Never: counts anything itself, the house does.
import { html, useEffect, useState } from '../vendor/preact.js';
import { keepFocus } from '../common/keyboard.js';
import { StaffPage, useOffice } from '../common/staff.js';
import { start } from '../common/start.js';
import { own, t } from '../common/text.js';
import { clock, useTick } from '../common/time.js';
import { Home, LangSwitch, LinkNotice, LinkPill, Notice } from '../common/widgets.js';
import { Ahead } from './ahead.js';
import { Now } from './now.js';
import { Reports } from './reports.js';

const TABS = ['now', 'reports', 'ahead'];
/** Reports and the plan are the head's (docs/roles.md); others see the day. */
const tabsOf = ({ role }) => (role === 'head' ? TABS : ['now']);

function Clock() { return html`<span class="digits">${clock(useTick())}</span>`; }

/** What became of the last act, where the eye is. */
function Said({ command, hand }) {
  const { phase, intent, outcome } = command;
  if (phase === 'kept') return html`<${Notice} level="warn"><span class="grow">${t('kept', { action: t(`did-${intent.name}`, intent.args) })}</span><button type="button" class="btn small" onClick=${() => hand.drop()}>${t('kept-drop')}</button><//>`;
  if (!outcome || outcome.kind === 'empty') return null;
  const bad = outcome.kind !== 'done';
  const text = outcome.problem ? outcome.problem.message : t(`did-${outcome.intent.name}`, outcome.intent.args);
  return html`<${Notice} level=${bad ? 'bad' : 'info'} data-said=${outcome.kind}><span class="grow">${text}</span><button type="button" class="btn small" onClick=${() => hand.forget()}>${t('understood')}</button><//>`;
}

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const { feed, command, hand } = useOffice('talon.head.intent', onSignedOut);
  const [tab, setTab] = useState(tabsOf(session).find((name) => location.hash === `#${name}`) || 'now');
  useEffect(() => { history.replaceState(null, '', tab === 'now' ? location.pathname : `#${tab}`); }, [tab]);
  const { picture } = feed;
  if (!picture) return html`<p class="fatal">${t('link-connecting')}</p>`;
  return html`<div class="headpage"><header class="top"><${Home} session=${session} /><h1 class="place">${own(picture.office.name)}</h1><${LinkPill} feed=${feed} />
      ${tabsOf(session).length > 1 && html`<nav class="tabs" aria-label=${t('page-head')}>${TABS.map((name) => html`<button type="button" key=${name} aria-current=${tab === name ? 'page' : undefined} data-tab=${name} onClick=${() => { hand.forget(); setTab(name); }}>${t(`hd-tab-${name}`)}</button>`)}</nav>`}
      <span class="space"></span>${picture.mode === 'live' && html`<span class="pill warn">${t('mode-live')}</span>`}<span class="who">${session.name}</span><span class="place"><${Clock} /></span>
      <${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <main><${LinkNotice} feed=${feed} advice=${t('link-advice-hall')} /><${Said} command=${command} hand=${hand} />
      ${tab === 'now' && html`<${Now} picture=${picture} session=${session} hand=${hand} busy=${command.intent !== null} outcome=${command.outcome} />`}
      ${tab === 'reports' && html`<${Reports} picture=${picture} />`}${tab === 'ahead' && html`<${Ahead} picture=${picture} />`}</main></div>`;
}

keepFocus();
start(() => html`<${StaffPage} Work=${Work} title="page-head" first=${['head', 'hall']} />`, { texts: ['head', 'matters'] });
