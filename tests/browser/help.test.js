// The help: a sheet for every role, in both languages, reached from every page
// and fit for paper; and every page at 200 % and by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PIN, axe, openOffice } from './office.js';

const PAGES = [['/desk', 'desk', '.card'], ['/hall', 'hall', '.hall'], ['/head', 'head', '.gauge'], ['/booking', 'hall', 'main'], ['/readings', 'head', 'main'],
  ['/contact', 'contact-centre', 'main'], ['/statements', 'hall', 'main'], ['/admin', 'admin', '.admin nav'], ['/', null, '.doors a'], ['/desk', null, '[data-account]']];

let office;
before(async () => { office = await openOffice(); });
after(async () => { await office?.close(); });

async function opened([where, role, shows], options) {
  const tab = await office.page(options);
  if (role) {
    const [{ account }] = await office.accounts(role);
    await tab.context().request.post(`${office.url}/api/v1/session`, { data: { account, pin: PIN } });
  }
  await tab.goto(office.url + where);
  await tab.waitForSelector(shows);
  return tab;
}

test('every_role_has_a_sheet_in_both_languages_that_prints_on_its_own', async () => {
  for (const lang of ['ru', 'en']) {
    const tab = await office.page();
    await tab.goto(`${office.url}/help?lang=${lang}`);
    for (const sheet of ['desk', 'hall', 'head', 'contact-centre', 'admin']) {
      await tab.click(`[data-sheet=${sheet}]`);
      await tab.waitForSelector(`main[data-for=${sheet}]`);
      const text = await tab.textContent('main');
      assert.ok(text.length > 300, `${sheet}: ${text.length} signs`);
      assert.doesNotMatch(text, /help-[a-z]/, 'no key shows as itself');
    }
    await axe(tab, `help in ${lang}`);
    await tab.emulateMedia({ media: 'print' });
    assert.equal(await tab.isVisible('.sheets'), false, 'buttons stay off the paper');
    assert.equal(await tab.isVisible('main h1'), true);
    await tab.context().close();
  }
});

test('every_page_leads_to_its_help', async () => {
  for (const page of PAGES) {
    const tab = await opened(page);
    if (page[0] === '/desk' && page[1]) await tab.keyboard.press('F9');
    const link = await tab.waitForSelector('a.help-link');
    assert.equal(await link.getAttribute('href'), `/help?for=${page[0].slice(1)}`, page[0]);
    await tab.context().close();
  }
});

// 1366×768 at 200 % is a page of 683×384: it may scroll down, never sideways.
test('every_page_can_be_read_at_200_percent', async () => {
  for (const page of PAGES) {
    const tab = await opened(page, { width: 683, height: 384 });
    const wide = await tab.evaluate(() => ({ page: document.documentElement.scrollWidth, window: window.innerWidth }));
    assert.ok(wide.page <= wide.window, `${page[0]} ${page[1] || ''}: ${wide.page} wide in ${wide.window}`);
    const lost = await tab.evaluate(() => [...document.querySelectorAll('button, a[href], input, select')].filter((e) => {
      const r = e.getBoundingClientRect();
      return r.width > 0 && (r.right < 1 || r.left > window.innerWidth - 1) && getComputedStyle(e).visibility !== 'hidden';
    }).map((e) => e.outerHTML.slice(0, 90)));
    assert.deepEqual(lost, [], `${page[0]}: nothing stands outside`);
    if (page[2] === '.card') {
      const next = await tab.$eval('.actions .main', (e) => e.getBoundingClientRect());
      assert.ok(next.height < 100 && next.bottom <= 384, 'the next right thing is in view');
    }
    await tab.context().close();
  }
});

test('tab_walks_every_page_and_shows_where_it_is', async () => {
  for (const page of PAGES) {
    const tab = await opened(page);
    const seen = new Set();
    for (let i = 0; i < 200; i += 1) {
      await tab.keyboard.press('Tab');
      const at = await tab.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const style = getComputedStyle(e);
        const name = e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels[0] && e.labels[0].textContent) || e.title || e.placeholder || '';
        if (!e.dataset.walk) e.dataset.walk = String(Math.random());
        return { id: e.dataset.walk, html: e.outerHTML.slice(0, 100), name: name.trim(), ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
      });
      if (!at || seen.has(at.id)) break;
      seen.add(at.id);
      assert.ok(at.ring, `${page[0]}: the focus is seen on ${at.html}`);
      assert.ok(at.name, `${page[0]}: ${at.html} has a name`);
    }
    assert.ok(seen.size >= 3, `${page[0]}: ${seen.size} stops`);
    await tab.context().close();
  }
});
