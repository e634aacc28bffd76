// The start page: where everything is, and in the demo how to sign in.
import { html, useEffect, useState } from './vendor/preact.js';
import { get } from './common/api.js';
import { start } from './common/start.js';
import { t } from './common/text.js';
import { LangSwitch } from './common/widgets.js';

const PAGES = ['desk', 'hall', 'booking', 'contact', 'statements', 'head', 'readings', 'board', 'printer', 'admin', 'doctor'];

function Index() {
  const [people, setPeople] = useState([]);
  const [, turn] = useState(0);
  useEffect(() => { get('/api/v1/accounts').then(setPeople).catch(() => setPeople([])); }, []);
  const shown = people.filter((a) => a.demo_pin);
  return html`<header class="top"><span class="place">Talon</span><span class="space"></span><${LangSwitch} onChange=${() => turn((n) => n + 1)} /></header>
    <main class="index"><h1>${t('index-title')}</h1><p>${t('index-guide')}</p>
      <ul class="doors">${PAGES.map((p) => html`<li key=${p}><a href=${`/${p}`}><b>${t(`page-${p}`)}</b><span>${t(`index-${p}`)}</span></a></li>`)}</ul>
      ${shown.length > 0 && html`<section class="panel"><h2>${t('index-demo')}</h2><table><thead><tr><th scope="col">${t('index-demo-name')}</th><th scope="col">${t('index-demo-role')}</th><th scope="col">${t('index-demo-pin')}</th></tr></thead>
        <tbody>${shown.map((a) => html`<tr key=${a.account}><td>${a.name}</td><td>${t(`role-${a.role}`)}</td><td class="digits">${a.demo_pin}</td></tr>`)}</tbody></table></section>`}
      <p><a href="/api/v1/openapi.json">${t('index-api')}</a></p></main>`;
}

start(Index, { texts: ['booking', 'matters'] });
