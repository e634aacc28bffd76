// The head's page, first form: the day's gauge, the desks, what needs a look.
// Promises: shows, and changes nothing.
import { html } from './vendor/preact.js';
import { StaffPage, useOffice } from './common/staff.js';
import { start } from './common/start.js';
import { figure, own, t } from './common/text.js';
import { clock, useTick } from './common/time.js';
import { LangSwitch, LinkNotice, LinkPill, Notices, Timer, WaitTime, noticesOf } from './common/widgets.js';

/** The share within 15 minutes against the target of the mode (S4), as a drawn scale. */
function Gauge({ picture }) {
  const { within_target_percent: share, target_percent: target, long_waits_left: left } = picture;
  const under = share !== null && share < target;
  const words = share === null ? t('head-share-none') : left === null ? '' : left < 0 ? t('head-under', { count: -left }) : t('head-left', { left });
  return html`<section class="panel gauge"><h2>${t('head-share')}</h2>
    <p class=${under ? 'share late' : 'share'}><b class="digits">${share === null ? '—' : `${share} %`}</b><span>${t('head-target', { target })}</span></p>
    <svg viewBox="0 0 100 9" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="9" fill="#e9eef5" /><rect width=${share || 0} height="9" fill=${under ? '#c62828' : '#157f3d'} /><rect x=${Math.min(target, 99.4)} width="0.6" height="9" fill="#10233f" /></svg>
    <p>${words}</p></section>`;
}

const Figure = ({ name, children }) => html`<div class="panel figure"><span>${name}</span><b class="digits">${children}</b></div>`;
const state = (d) => (d.status === 'on-break' ? t(`break-${d.break_kind || 'rest'}`) : t(`desk-status-${d.status}`));

function Desks({ picture }) {
  return html`<section class="panel"><h2>${t('head-desks')}</h2><table><thead><tr>${['desk', 'who', 'state', 'since', 'served'].map((c) => html`<th scope="col">${t(`head-col-${c}`)}</th>`)}</tr></thead>
    <tbody>${picture.desks.map((d) => html`<tr key=${d.desk}><th scope="row">${d.desk}</th><td>${d.staff_name || d.staff || '—'}</td><td>${state(d)}${d.ticket ? ` · ${d.ticket.number}` : ''}</td>
      <td class="digits">${d.status === 'closed' ? '—' : html`<${Timer} since=${d.since_ms} />`}</td><td class="digits">${d.served_today}</td></tr>`)}</tbody></table></section>`;
}

function Services({ picture }) {
  const list = picture.services.filter((s) => s.waiting > 0).sort((a, b) => b.waiting - a.waiting);
  return html`<section class="panel"><h2>${t('head-services')}</h2>${list.length === 0 ? html`<p>${t('hall-queue-none')}</p>` : html`<table><thead><tr>${['service', 'waiting', 'wait'].map((c) => html`<th scope="col">${t(`head-col-${c}`)}</th>`)}</tr></thead>
    <tbody>${list.map((s) => html`<tr key=${s.id}><th scope="row">${own(s.title)}</th><td class="digits">${s.waiting}</td><td class="digits">${s.wait ? t('board-wait', { count: s.wait.to_min }) : '—'}</td></tr>`)}</tbody></table>`}</section>`;
}

function Clock() { return html`<span class="digits">${clock(useTick())}</span>`; }

function Work({ session, onSignedOut, onSignOut, onLanguage }) {
  const { feed } = useOffice(null, onSignedOut);
  const { picture } = feed;
  if (!picture) return html`<p class="fatal">${t('link-connecting')}</p>`;
  const notices = noticesOf(picture);
  const oldest = picture.waiting.reduce((a, w) => Math.min(a, w.reference_ms), Infinity);
  return html`<div class="headpage"><header class="top"><span class="place">${own(picture.office.name)}</span><${LinkPill} feed=${feed} /><span class="who">${session.name}</span><span class="space"></span>
      ${picture.mode === 'live' && html`<span class="pill warn">${t('mode-live')}</span>`}<span class="place"><${Clock} /></span><${LangSwitch} onChange=${onLanguage} /><button type="button" class="pill" onClick=${onSignOut}>${t('sign-out')}</button></header>
    <main>
      <${LinkNotice} feed=${feed} advice="" />
      <div class="grid"><${Gauge} picture=${picture} />
        <div class="figures"><${Figure} name=${t('head-waiting')}>${picture.waiting.length}<//>
          <${Figure} name=${t('head-longest')}>${picture.waiting.length ? html`<${WaitTime} since=${oldest} />` : '—'}<//>
          <${Figure} name=${t('head-working')}>${picture.working_desks}<//>
          <${Figure} name=${t('head-per-desk')}>${picture.waiting_per_desk === null ? '—' : figure(picture.waiting_per_desk, 1)}<//>
          <${Figure} name=${t('head-answered')}>${picture.answered_today}<//>
          <${Figure} name=${t('page-printer')}>${t(`hall-paper-${picture.paper}`)}<//></div>
        <section class="panel notices-all"><h2>${t('head-notices')}</h2>${notices.length ? html`<${Notices} list=${notices} />` : html`<p>${t('head-notices-none')}</p>`}</section>
        <${Desks} picture=${picture} /><${Services} picture=${picture} /></div>
    </main></div>`;
}

start(() => html`<${StaffPage} Work=${Work} title="page-head" first=${['head', 'hall']} />`);
