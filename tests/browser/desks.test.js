// Managers at their desks: sixty calls a day, and nobody called twice.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { HALLS, largeOfficeFile, managerOf } from './day/office_file.js';
import { atDesk, eventually, openOffice, press, settled, signIn, whoIsWhere } from './office.js';

let office;
let people;
beforeEach(async () => { office = await openOffice(); people = await office.accounts('desk'); });
afterEach(async () => { await office?.close(); office = null; });

async function fill(count) {
  const ids = (await office.services()).map((s) => s.id);
  const numbers = [];
  for (let i = 0; i < count; i += 1) numbers.push((await office.issue(ids[i % ids.length])).number);
  return numbers;
}

/** Works with Enter alone until nobody waits; gives the numbers served here. */
async function workThrough(tab) {
  const served = [];
  for (;;) {
    await settled(tab);
    const card = await tab.$eval('.card', (c) => c.className);
    if (/calling/.test(card)) {
      served.push(await tab.$eval('.card .number', (n) => n.dataset.number));
      await press(tab, 'Enter', '.card.serving');
    } else if (/free/.test(card) && (await tab.$$('.queue .line')).length === 0) return served;
    else {
      await press(tab, 'Enter', /serving/.test(card) ? '.card.calling, .card.free' : '.card.calling, [data-said]');
    }
  }
}

test('three_desks_at_once_serve_everybody_once', async () => {
  const issued = await fill(9);
  const tabs = await Promise.all([0, 1, 2].map((i) => atDesk(office, i)));
  const served = (await Promise.all(tabs.map(workThrough))).flat();
  assert.deepEqual(served.slice().sort(), issued.slice().sort());
  assert.deepEqual(await whoIsWhere(office), { waiting: [], called: [], serving: [] });
});

test('a_double_click_calls_one_and_starts_nothing', async () => {
  await fill(3);
  const tab = await atDesk(office, 0);
  await tab.dblclick('.actions .main');
  await tab.waitForSelector('.card.calling');
  await tab.waitForTimeout(800);
  const { waiting, called, serving } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called.length, serving.length], [2, 1, 0]);
});

test('a_held_enter_calls_one_and_starts_nothing', async () => {
  await fill(3);
  const tab = await atDesk(office, 0);
  await tab.keyboard.down('Enter');
  for (let i = 0; i < 30; i += 1) { await tab.keyboard.down('Enter'); await tab.waitForTimeout(30); }
  await tab.keyboard.up('Enter');
  await tab.waitForSelector('.card.calling');
  await settled(tab);
  const { waiting, called, serving } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called.length, serving.length], [2, 1, 0]);
});

test('two_tabs_on_one_desk_call_one', async () => {
  await fill(4);
  const link = await office.proxy();
  const tabs = [await atDesk(office, 0, { at: link.url }), await atDesk(office, 0, { at: link.url })];
  tabs.forEach((tab) => { tab.linkMayFail = true; });
  link.swallow(); // neither hears of the other's press before its own
  await Promise.all(tabs.map((tab) => tab.keyboard.press('Enter')));
  await eventually(async () => (await whoIsWhere(office)).called.length === 1, 'one call arrived');
  link.pass();
  for (const tab of tabs) {
    await tab.waitForSelector('.card.calling');
    await settled(tab);
  }
  const { waiting, called } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called.length], [3, 1]);
});

test('enter_pressed_as_somebody_else_calls_for_the_desk_starts_nothing', async () => {
  await fill(2);
  const tab = await atDesk(office, 0);
  await tab.evaluate(() => new MutationObserver((_, all) => {
    if (!document.querySelector('.card.calling')) return;
    all.disconnect();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }));
  }).observe(document.body, { childList: true, subtree: true, attributes: true }));
  await office.api('POST', `/desks/${tab.desk}/call-next`, { finish: null });
  await tab.waitForSelector('.card.calling');
  await tab.waitForTimeout(400);
  const { called, serving } = await whoIsWhere(office);
  assert.deepEqual([called.length, serving.length], [1, 0]);
});

test('a_wrong_pin_is_told_beside_the_pin', async () => {
  const tab = await office.page();
  await signIn(tab, '/desk', people[0].account, '000999');
  await tab.waitForSelector('#pin[aria-invalid=true]');
  assert.match(await tab.textContent('#pin-said'), /\S/);
  assert.equal(await tab.$('.desk'), null);
});

test('a_desk_in_use_is_refused_beside_that_desk', async () => {
  const { desk } = await atDesk(office, 0);
  const tab = await office.page();
  const [helper] = await office.accounts('reserve');
  await signIn(tab, '/desk', helper.account);
  await tab.click(`[data-desk="${desk}"]`);
  await tab.waitForSelector(`li:has([data-desk="${desk}"]) [role=alert]`);
});

test('a_whole_visit_goes_by_keys_alone', async () => {
  await fill(2);
  const tab = await office.page();
  await tab.goto(`${tab.at}/desk`);
  await tab.waitForSelector('[data-account]');
  for (let i = 0; i < 40 && !(await tab.evaluate(() => document.activeElement.dataset.account !== undefined)); i += 1) await tab.keyboard.press('Tab');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#pin:focus');
  await tab.keyboard.type(process.env.TALON_DEMO_PIN || '111111');
  await tab.keyboard.press('NumpadEnter');
  await tab.waitForSelector('.choose, .desk');
  if (await tab.$('.choose')) await tab.keyboard.press('1');
  await tab.waitForSelector('.card.free');
  await press(tab, 'NumpadEnter', '.card.calling');
  await press(tab, 'NumpadMultiply', '.card.calling');
  await press(tab, 'NumpadEnter', '.card.serving');
  await press(tab, 'NumpadSubtract', '.card.free');
  await press(tab, 'NumpadEnter', '.card.calling');
  await press(tab, 'NumpadSubtract', '.card.free');
  await press(tab, 'NumpadDivide', '[data-panel=more]');
  await tab.keyboard.press('2');
  await press(tab, 'NumpadEnter', '.card.on-break');
  await press(tab, 'NumpadEnter', '.card.free');
  const { waiting, called, serving } = await whoIsWhere(office);
  assert.deepEqual([called.length, serving.length], [0, 0]);
  assert.ok(waiting.length <= 1, 'one was served, the other did not come');
});

test('a_visitor_is_transferred_with_a_note_and_found_by_number', async () => {
  const [number] = await fill(1);
  const tab = await atDesk(office, 0);
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.card.calling');
  await press(tab, 'Enter', '.card.serving');
  await tab.fill('.note', 'нужна справка');
  await tab.keyboard.press('F4');
  await tab.waitForSelector('[data-panel=transfer]');
  await tab.keyboard.press('F4');
  const colleague = await atDesk(office, 1);
  await tab.click(`[data-choice="${colleague.desk}"]`);
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.card.free');
  await colleague.waitForSelector(`.queue [data-number="${number}"]`);
  await colleague.keyboard.type(number.slice(-3));
  await colleague.waitForSelector(`[data-panel=call] [data-match="${number}"]`);
  await press(colleague, 'Enter', '.card.calling');
  assert.match(await colleague.textContent('.told'), /нужна справка/);
  assert.equal(await colleague.$eval('.card .number', (n) => n.dataset.number), number);
});

test('a_visitor_goes_back_to_the_queue', async () => {
  const [number] = await fill(1);
  const tab = await atDesk(office, 0);
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.card.calling');
  await press(tab, 'F7', '.card.free');
  await eventually(async () => (await whoIsWhere(office)).waiting.includes(number), 'the visitor waits again');
});

test('a_large_office_chooses_desk_14_by_its_number_and_sees_all_twenty_in_the_hall', async () => {
  await office.close();
  office = await openOffice({ officeFile: await largeOfficeFile() });
  const tab = await office.page({ width: 1024, height: 768 });
  await office.api('POST', '/desks/14/close'); // its manager comes in
  await signIn(tab, '/desk', managerOf(14));
  await tab.waitForSelector('.choose');
  await tab.keyboard.press('1');
  await tab.waitForFunction(() => /1/.test(document.querySelector('.choose .hint').textContent));
  assert.equal(await tab.$$eval('.choose .btn.chosen', (all) => all.length), 11, '1 and 10 to 19 are meant');
  assert.equal(await tab.$('.desk .card'), null, 'no desk is opened before it is clear which');
  await tab.keyboard.press('4');
  await tab.waitForSelector('.desk .card.free');
  assert.equal((await office.api('GET', '/desks/14')).body.staff, managerOf(14));

  for (const [width, height] of [[1024, 768], [1280, 800]]) {
    const hall = await office.page({ width, height });
    await signIn(hall, '/hall', HALLS[0]);
    await hall.waitForSelector('.desks.many');
    const hidden = await hall.$eval('.desks.many', (list) => {
      const box = list.getBoundingClientRect();
      return [...list.querySelectorAll('.deskcard')].filter((card) => card.getBoundingClientRect().bottom > box.bottom + 1 || card.getBoundingClientRect().height < 48).map((card) => card.dataset.desk);
    });
    assert.deepEqual(hidden, [], `${width}×${height}: every desk is seen and can be touched`);
  }
});
