// Every page there is, as the first role that may see it: an accessibility
// checker minds nothing, 200 % zoom loses nothing sideways, Tab reaches all.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, axe, openOffice, signIn } from './office.js';

const ROLES = { desk: 'desk', hall: 'hall', head: 'head', admin: 'admin', booking: 'hall', reports: 'head', readings: 'head', callbacks: 'hall', 'contact-centre': 'contact-centre' };
const OPEN = ['index', 'board', 'printer', 'help', 'pair'];
const pages = (await readdir(path.join(ROOT, 'assets/web'))).filter((f) => f.endsWith('.html')).map((f) => f.slice(0, -5));

// Keys of more than one word: such a word on a page is a text that was not found.
const lang = path.join(ROOT, 'assets/lang/ru');
const texts = await Promise.all((await readdir(lang)).map((f) => readFile(path.join(lang, f), 'utf8')));
const keys = new Set(texts.flatMap((text) => [...text.matchAll(/^([a-z]+-[a-z0-9-]+) =/gm)].map((m) => m[1])));

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
    await axe(tab, page);
    const words = (await tab.innerText('body')).split(/[^a-z0-9-]+/i);
    assert.deepEqual(words.filter((word) => keys.has(word)), [], 'no key shows as itself');
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
