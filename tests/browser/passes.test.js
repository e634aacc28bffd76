// Keys for programs and screens elsewhere: given once, paired by a code, taken
// back; the pages by an accessibility checker and at a TV's distance.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { axe, eventually, openOffice, signIn } from './office.js';

let office;
beforeEach(async () => { office = await openOffice(); });
afterEach(async () => { await office?.close(); office = null; });

async function atPasses(options) {
  const tab = await office.page(options);
  const [{ account }] = await office.accounts('admin');
  await signIn(tab, '/admin', account);
  await tab.click('[data-section=passes]');
  await tab.waitForSelector('.passes .empty, .passes .pass');
  return tab;
}

const queueBy = async (token) => (await office.api('GET', '/queue', null, token)).status;

test('a_program_gets_a_key_that_is_shown_once_and_taken_back_in_two_clicks', async () => {
  const tab = await atPasses();
  await axe(tab, 'passes-none');
  await tab.fill('#pass-name', 'Справочная');
  await tab.fill('#pass-days', '30');
  await tab.click('[data-action=give]');
  const token = await tab.textContent('[data-token]');
  await axe(tab, 'passes-given');
  assert.equal(await queueBy(token), 200);
  await tab.click('[data-action=kept]');
  assert.equal(await tab.$('[data-token]'), null, 'nobody sees it again');
  assert.ok(!(await tab.content()).includes(token));

  await tab.fill('#pass-name', 'Справочная');
  await tab.click('[data-action=give]');
  await tab.waitForSelector('[data-note=bad]');
  assert.equal(await tab.inputValue('#pass-name'), 'Справочная', 'what was typed stays');

  await tab.click('[data-pass="Справочная"] [data-action=ask-back]');
  await axe(tab, 'passes-sure');
  assert.equal(await queueBy(token), 200, 'one click takes nothing');
  await tab.click('[data-pass="Справочная"] [data-action=take-back]');
  await tab.waitForSelector('.passes .empty');
  assert.equal(await queueBy(token), 401);
});

test('a_tv_shows_a_code_and_becomes_a_board_when_the_admin_confirms_it', async () => {
  const tv = await office.page({ width: 1920, height: 1080 });
  await tv.goto(`${office.url}/pair`);
  const code = await tv.getAttribute('[data-code]', 'data-code');
  await axe(tv, 'pair-tv');
  const admin = await atPasses({ width: 1024, height: 768 });
  await admin.fill('#pair-code', '000 00');
  await admin.keyboard.press('Enter');
  await admin.waitForSelector('[data-note=bad]');
  await eventually(() => office.troubles.length > 0, 'the browser writes the 404 to its console');
  assert.match(office.troubles.splice(0).join(), /^error: Failed to load resource.*404.*pairings\/look\)$/);
  await admin.fill('#pair-code', `${code.slice(0, 3)} ${code.slice(3)}`);
  await admin.keyboard.press('Enter');
  await admin.waitForSelector('#pair-name');
  await axe(admin, 'pair-found');
  await admin.fill('#pair-name', 'Табло у входа');
  await admin.keyboard.press('Enter');
  await admin.waitForSelector('[data-pass="Табло у входа"]');
  await axe(admin, 'pair-done');
  await tv.waitForURL('**/board');
  const me = await tv.evaluate(async () => (await fetch('/api/v1/session')).json());
  assert.equal(me.name, 'Табло у входа');
  assert.equal(await tv.evaluate(() => document.cookie), '', 'no script reads the key');
  await eventually(async () => (await office.api('GET', '/passes', null, office.tokens.admin)).body[0].heard_ms, 'the board was heard');
});

test('a_code_that_is_over_or_used_pairs_nobody_and_the_tv_shows_a_new_one', async () => {
  const tv = await office.page({ width: 1920, height: 1080 });
  tv.linkMayFail = true;
  await tv.goto(`${office.url}/pair`);
  const over = await tv.getAttribute('[data-code]', 'data-code');
  const admin = await atPasses({ width: 1024, height: 768 });
  admin.linkMayFail = true;
  const type = async (code) => {
    await admin.fill('#pair-code', code);
    await admin.keyboard.press('Enter');
  };
  const refused = async () => {
    await admin.waitForSelector('[data-note=bad]');
    assert.match(await admin.textContent('[data-note=bad]'), /код живёт 10 минут/);
    await eventually(() => office.troubles.length > 0, 'the browser writes the 404 to its console');
    assert.match(office.troubles.splice(0).join(), /^error: Failed to load resource.*404.*pairings\/(look|confirm)\)$/);
  };

  // Found, and over before it is confirmed: codes live in memory only.
  await type(over);
  await admin.waitForSelector('#pair-name');
  await office.restart();
  await tv.waitForFunction((code) => document.querySelector('[data-code]') && document.querySelector('[data-code]').dataset.code !== code, over);
  office.troubles.splice(0); // the TV was told 410
  await admin.fill('#pair-name', 'Табло у входа');
  await admin.keyboard.press('Enter');
  await refused();
  await axe(admin, 'pair-over');
  assert.equal(await admin.$('[data-pass]'), null);

  // The new one pairs, once.
  const fresh = await tv.getAttribute('[data-code]', 'data-code');
  await admin.waitForSelector('#pair-code:focus');
  await type(fresh);
  await admin.waitForSelector('#pair-name:focus');
  assert.equal(await admin.inputValue('#pair-name'), 'Табло у входа', 'what was typed stays');
  await admin.keyboard.press('Enter');
  await admin.waitForSelector('[data-pass="Табло у входа"]');
  await tv.waitForURL('**/board');
  await type(fresh);
  await refused();
  assert.equal((await admin.$$('[data-pass]')).length, 1);
});

test('a_tv_that_lost_the_office_goes_on_by_itself', async () => {
  const link = await office.proxy();
  const tv = await office.page({ at: link.url });
  tv.linkMayFail = true;
  await tv.goto(`${link.url}/pair`);
  const code = await tv.getAttribute('[data-code]', 'data-code');
  link.shut();
  await tv.waitForFunction(() => document.querySelector('.lost').textContent);
  link.pass();
  await tv.waitForFunction(() => !document.querySelector('.lost').textContent);
  assert.equal(await tv.getAttribute('[data-code]', 'data-code'), code, 'the same code goes on');
});
