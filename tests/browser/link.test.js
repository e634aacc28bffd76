// The link is cut in every way it can be: the page says so, and calls nobody twice.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { atDesk, eventually, openOffice, settled, whoIsWhere } from './office.js';

let office;
let proxy;
beforeEach(async () => { office = await openOffice(); proxy = await office.proxy(); });
afterEach(async () => { await office?.close(); office = null; });

async function someone(count) {
  const [service] = await office.services();
  for (let i = 0; i < count; i += 1) await office.issue(service.id);
}

async function behindTheProxy() {
  const tab = await atDesk(office, 0, { at: proxy.url });
  tab.linkMayFail = true;
  return tab;
}

const lost = (tab) => tab.waitForSelector('.link-state.bad');
const up = (tab) => tab.waitForSelector('.link-state.good');

test('a_half_open_link_is_noticed_and_recovers', async () => {
  await someone(2);
  const tab = await behindTheProxy();
  proxy.silent();
  await lost(tab);
  assert.equal((await tab.$$('.queue .line')).length, 2, 'the page goes on showing what it knew');
  proxy.pass();
  await up(tab);
});

test('what_is_pressed_without_a_link_is_named_kept_and_done_once', async () => {
  await someone(3);
  const tab = await behindTheProxy();
  proxy.shut();
  await lost(tab);
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('[data-said=kept]');
  await tab.keyboard.press('Enter');
  assert.equal((await whoIsWhere(office)).called.length, 0);
  proxy.pass();
  await tab.waitForSelector('.card.calling');
  const { waiting, called } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called.length], [2, 1]);
  assert.equal(await tab.$('[data-said=kept]'), null);
});

test('an_answer_swallowed_by_the_link_leads_to_one_call', async () => {
  await someone(3);
  const tab = await behindTheProxy();
  proxy.swallow();
  await tab.keyboard.press('Enter');
  await eventually(async () => (await whoIsWhere(office)).called.length === 1, 'the call arrived');
  await lost(tab);
  proxy.pass();
  await tab.waitForSelector('.card.calling');
  await settled(tab);
  const { waiting, called, serving } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called.length, serving.length], [2, 1, 0]);
});

test('what_no_longer_makes_sense_is_not_done_and_said_so', async () => {
  await someone(3);
  const tab = await behindTheProxy();
  proxy.shut();
  await lost(tab);
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('[data-said=kept]');
  const called = await office.api('POST', `/desks/${tab.desk}/call-next`, { finish: null });
  assert.equal(called.status, 200);
  proxy.pass();
  await tab.waitForSelector('[data-said=stale]');
  assert.equal(await tab.$eval('.card .number', (n) => n.dataset.number), called.body.ticket.number);
  assert.equal((await whoIsWhere(office)).called.length, 1);
});

test('what_was_kept_can_be_taken_back', async () => {
  await someone(1);
  const tab = await behindTheProxy();
  proxy.shut();
  await lost(tab);
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('[data-said=kept]');
  await tab.keyboard.press('Escape');
  proxy.pass();
  await up(tab);
  await tab.waitForTimeout(1500);
  assert.equal((await whoIsWhere(office)).called.length, 0);
});

test('the_browser_going_offline_is_said_as_such', async () => {
  const tab = await behindTheProxy();
  await tab.context().setOffline(true);
  await lost(tab);
  await tab.context().setOffline(false);
  await up(tab);
});
