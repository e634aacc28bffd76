// The link is cut at every step of a manager's work, before the command arrives
// and after; the server dies under the hand. Each press is done once.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { TWICE_MS, atDesk, eventually, openOffice, press, settled } from './office.js';

let office;
let proxy;
beforeEach(async () => { office = await openOffice(); proxy = await office.proxy(); });
afterEach(async () => { await office?.close(); office = null; });

const deskNow = async (desk) => (await office.api('GET', `/desks/${desk}`)).body;

// What is pressed, and how the desk is afterwards. "calls" steps wait for the
// 1.5 s between two calls by themselves.
const STEPS = [
  ['Enter', 'calling'], ['F2', 'calling'], ['Enter', 'serving'], ['F2', 'free'], ['Enter', 'calling'], ['F8', 'free'],
  ['Enter', 'calling'], ['Enter', 'serving'], ['F7', 'free'], ['Enter', 'calling'], ['Enter', 'serving'], ['F3', 'free'],
];

/** One step with the link cut `how`: the command is lost on its way, or its answer is. */
async function cutStep(tab, [key, status], how) {
  const before = await deskNow(tab.desk);
  await settled(tab);
  await tab.waitForTimeout(TWICE_MS);
  if (how === 'answer') proxy.swallow(); else proxy.shut();
  await tab.keyboard.press(key);
  if (how === 'answer') await eventually(async () => (await deskNow(tab.desk)).revision !== before.revision || key === 'F2', `${key} arrived`);
  else await tab.waitForSelector('[data-said=kept]');
  proxy.pass();
  await tab.waitForSelector('.link-state.good');
  await eventually(async () => (await deskNow(tab.desk)).status === status, `${key} leads to ${status}`);
  await tab.waitForSelector(`.card.${status}`);
  await settled(tab);
}

for (const how of ['answer', 'command']) {
  test(`every_step_with_its_${how}_cut_is_done_once`, async () => {
    const [service] = await office.services();
    for (let i = 0; i < 6; i += 1) await office.issue(service.id);
    const tab = await atDesk(office, 0, { at: proxy.url });
    tab.linkMayFail = true;
    const called = [];
    for (const step of STEPS) {
      await cutStep(tab, step, how);
      const { ticket } = await deskNow(tab.desk);
      if (step[1] === 'calling' && ticket && called[called.length - 1] !== ticket.number) called.push(ticket.number);
    }
    const { body } = await office.api('GET', '/queue');
    const still = body.waiting.length + body.called.length + body.serving.length;
    assert.equal((await deskNow(tab.desk)).served_today, 1, 'one visit was finished');
    assert.equal(still, 4, 'six came, one is served, one is put aside; nobody is lost');
    assert.equal(new Set(called).size, called.length, `nobody was called twice: ${called}`);
  });
}

test('a_server_that_dies_under_the_hand_is_a_blink', async () => {
  const [service] = await office.services();
  for (let i = 0; i < 3; i += 1) await office.issue(service.id);
  const tab = await atDesk(office, 0, { at: proxy.url });
  tab.linkMayFail = true;
  await press(tab, 'Enter', '.card.calling');
  const number = await tab.$eval('.card .number', (n) => n.dataset.number);
  await settled(tab);
  await tab.waitForTimeout(TWICE_MS);
  const back = office.restart();
  await tab.keyboard.press('Enter');
  assert.equal(await tab.$eval('.card .number', (n) => n.dataset.number), number, 'the visitor stays on the screen');
  await back;
  await tab.waitForSelector('.card.serving');
  await tab.waitForSelector('.link-state.good');
  assert.equal(await tab.$eval('.card .number', (n) => n.dataset.number), number);
  assert.equal(await tab.$('.sign'), null, 'nobody signs in anew');
  const { body } = await office.api('GET', '/queue');
  assert.deepEqual([body.waiting.length, body.called.length, body.serving.length], [2, 0, 1]);
});

test('the_page_knows_within_a_second_of_the_links_return', async () => {
  const [service] = await office.services();
  const tab = await atDesk(office, 0, { at: proxy.url });
  tab.linkMayFail = true;
  proxy.shut();
  await tab.waitForSelector('.link-state.bad');
  const { number } = await office.issue(service.id);
  proxy.pass();
  await tab.waitForSelector(`.queue [data-number="${number}"]`);
});

test('a_page_that_slept_and_a_page_that_went_back_know_the_truth', async () => {
  const [service] = await office.services();
  await office.issue(service.id);
  const tab = await atDesk(office, 0, { at: proxy.url });
  tab.linkMayFail = true;
  await press(tab, 'Enter', '.card.calling');
  await tab.goto('about:blank');
  await office.api('POST', `/desks/${tab.desk}/start`);
  await tab.goBack();
  await tab.waitForSelector('.card.serving');
  proxy.silent(); // as a sleeping PC hears nothing
  await office.api('POST', `/desks/${tab.desk}/finish`);
  proxy.pass();
  await tab.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await tab.waitForSelector('.card.free');
});
