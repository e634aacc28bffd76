// A page that stayed behind: a second tab, the back button, a computer that
// slept. It never acts on what it showed meanwhile, and knows the truth by itself.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { atDesk, eventually, openOffice, press, settled, signIn, whoIsWhere } from './office.js';

let office;
beforeEach(async () => {
  office = await openOffice();
  const [service] = await office.services();
  for (let i = 0; i < 3; i += 1) await office.issue(service.id);
});
afterEach(async () => { await office?.close(); office = null; });

/** What the tab's network does in sleep: nothing, and no timer runs either. */
async function sleep(tab, proxy) {
  const browser = await tab.context().newCDPSession(tab);
  await browser.send('Page.setWebLifecycleState', { state: 'frozen' });
  proxy.sleep();
  return async () => { await browser.send('Page.setWebLifecycleState', { state: 'active' }); };
}

test('a_tab_left_behind_follows_whoever_serves_the_visitor_elsewhere', async () => {
  const [tab, left] = [await atDesk(office, 0), await atDesk(office, 0)];
  await press(tab, 'Enter', '.card.calling');
  await left.waitForSelector('.card.calling');
  await press(tab, 'Enter', '.card.serving');
  await left.waitForSelector('.card.serving');
  await press(left, 'F4', '[data-panel=transfer]');
  await press(tab, 'F3', '.card.free'); // served and gone
  await left.waitForSelector('.card.free');
  assert.equal(await left.$('[data-panel]'), null, 'a panel about somebody who left is closed');
  await press(left, 'Enter', '.card.calling'); // the second visitor, not the first one's transfer
  await tab.waitForSelector('.card.calling');
  const { waiting, called, serving } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called.length, serving.length], [1, 1, 0]);
});

test('a_hall_page_that_stayed_behind_sends_nobody_out_of_the_queue_who_is_at_a_desk', async () => {
  const proxy = await office.proxy();
  const hall = await office.page({ at: proxy.url });
  hall.linkMayFail = true;
  const [{ account }] = await office.accounts('hall');
  await signIn(hall, '/hall', account);
  await hall.waitForSelector('.link-state.good');
  await hall.click('.queue .line');
  await hall.click('[data-action=left]');
  proxy.shut();
  await hall.waitForSelector('.link-state.bad');
  await hall.click('[data-action=left-sure]');
  await hall.waitForSelector('[data-said=kept]');
  const desk = await atDesk(office, 0);
  await press(desk, 'Enter', '.card.calling'); // the very visitor
  proxy.pass();
  await hall.waitForSelector('[data-said=refused], [data-said=stale]');
  assert.equal((await whoIsWhere(office)).called.length, 1, 'the visitor is at the desk');
  assert.match(await hall.textContent('.detail .pill'), /вызван/i);
});

test('a_computer_that_slept_shows_the_truth_when_it_wakes_and_an_early_enter_does_no_harm', async () => {
  const proxy = await office.proxy();
  const tab = await atDesk(office, 0, { at: proxy.url });
  tab.linkMayFail = true;
  await press(tab, 'Enter', '.card.calling');
  await press(tab, 'Enter', '.card.serving');
  await settled(tab);
  const wake = await sleep(tab, proxy);
  // Meanwhile somebody else ends the visit at this desk, and the next one is called there.
  await office.api('POST', `/desks/${tab.desk}/finish`);
  const { body } = await eventually(async () => {
    const called = await office.api('POST', `/desks/${tab.desk}/call-next`, { finish: null });
    return called.status === 200 && called; // two calls of a desk are 1.5 s apart
  }, 'the next one is called');
  await wake();
  await tab.keyboard.press('Enter'); // meant: "finish and call the next", of what is on the screen
  await tab.waitForFunction((number) => { const shown = document.querySelector('.card .number'); return shown && shown.dataset.number === number; }, body.ticket.number);
  await tab.waitForSelector('.link-state.good');
  await settled(tab);
  const { waiting, called, serving } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called, serving], [1, [body.ticket.number], []], 'nobody else was called or begun');
});

test('the_back_button_after_signing_out_shows_nobody_elses_desk', async () => {
  const tab = await atDesk(office, 0);
  await press(tab, 'Enter', '.card.calling');
  await tab.goto(`${tab.at}/help`);
  await tab.evaluate(() => fetch('/api/v1/session', { method: 'DELETE' }));
  await tab.goBack();
  await tab.waitForSelector('.sign [data-account]');
  assert.equal(await tab.$('.card'), null);
});
