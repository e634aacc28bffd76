// The help pages: one sheet a role, to read on the screen or to print.
// Promises: needs no signing in and no link once it is open. Never: asks the
// server anything but its texts.
import { html, useEffect, useState } from '../vendor/preact.js';
import { start } from '../common/start.js';
import { t } from '../common/text.js';
import { LangSwitch } from '../common/widgets.js';
import { SHEETS, sheetFor } from './sheets.js';

const lines = (key) => t(key).split('\n').filter((line) => line.trim());

/** A part of a sheet; lines beginning with «—» stand as a list. */
function Part({ name }) {
  const all = lines(`help-${name}-text`);
  const listed = all.filter((line) => line.startsWith('— '));
  return html`<section class="part"><h2>${t(`help-${name}`)}</h2>
    ${all.filter((line) => !line.startsWith('— ')).map((line) => html`<p key=${line}>${line}</p>`)}
    ${listed.length > 0 && html`<ul>${listed.map((line) => html`<li key=${line}>${line.slice(2)}</li>`)}</ul>`}</section>`;
}

function Help() {
  const [sheet, setSheet] = useState(() => sheetFor(new URLSearchParams(location.search).get('for')));
  const [, turn] = useState(0);
  useEffect(() => { document.title = `${t('help-title')} · ${t(`help-sheet-${sheet}`)}`; });
  const pick = (name) => { history.replaceState(null, '', `?for=${name}`); setSheet(name); };
  return html`<header class="top"><span class="place">${t('help-title')}</span><span class="space"></span><${LangSwitch} onChange=${() => turn((n) => n + 1)} />
      <button type="button" class="pill" data-action="print" onClick=${() => window.print()}>${t('help-print')}</button></header>
    <nav class="sheets" aria-label=${t('help-sheets')}>${Object.keys(SHEETS).map((name) => html`<button type="button" key=${name} class=${name === sheet ? 'btn chosen' : 'btn'}
      aria-current=${name === sheet ? 'page' : undefined} data-sheet=${name} onClick=${() => pick(name)}>${t(`help-sheet-${name}`)}</button>`)}</nav>
    <main class="help" data-for=${sheet}><h1>${t(`help-sheet-${sheet}`)}</h1>${SHEETS[sheet].map((name) => html`<${Part} key=${name} name=${name} />`)}</main>`;
}

start(Help, { texts: ['help'] });
