// Hall and booking by keyboard alone: the focus is never lost, Escape leads back.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { openOffice, signIn, whoIsWhere } from './office.js';

let office;
beforeEach(async () => { office = await openOffice(); });
afterEach(async () => { await office?.close(); office = null; });

async function signedIn(role, where) {
  const tab = await office.page({ width: 1024, height: 768 });
  const [{ account }] = await office.accounts(role);
  await signIn(tab, where, account);
  return tab;
}

/** Tab until the focus is on what `selector` names. */
async function tabTo(tab, selector) {
  for (let i = 0; i < 60; i += 1) {
    if (await tab.$(`${selector}:focus`)) return;
    await tab.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach ${selector}`);
}

test('a_ticket_is_issued_and_a_visitor_taken_out_by_keyboard_alone', async () => {
  const tab = await signedIn('hall', '/hall');
  await tab.waitForSelector('[data-service]');
  await tabTo(tab, '[data-service=consultation]');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.issued h1:focus');
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Enter'); // the next visitor
  await tab.waitForSelector('.issue h1:focus, .left h1:focus');

  await tabTo(tab, '.queue .line');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.detail');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('.issue');
  await tabTo(tab, '.queue .line');
  await tab.keyboard.press('Enter');
  await tabTo(tab, '[data-action=left]');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('[data-action=left-sure]');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('.issue');
  assert.equal((await whoIsWhere(office)).waiting.length, 1, 'Escape takes nobody out');

  await tabTo(tab, '[data-action=solved]');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => /1/.test(document.querySelector('[data-action=solved] .key').textContent));
  await tab.waitForSelector('[data-action=solved]:focus');
});

test('escape_from_the_announcements_ends_at_their_button', async () => {
  const tab = await signedIn('hall', '/hall');
  await tab.waitForSelector('.issue');
  await tabTo(tab, '[data-action=announce]');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.announce');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('[data-action=announce]:focus');
});

test('a_visitor_is_booked_by_keyboard_alone_and_escape_throws_nothing_typed_away', async () => {
  const tab = await signedIn('hall', '/booking');
  await tab.waitForSelector('[data-service]');
  await tabTo(tab, '[data-service=consultation]');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('h1:focus');
  await tab.waitForSelector('[data-slot]:not([disabled])');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('[data-service=consultation]');
  await tabTo(tab, '[data-service=consultation]');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('[data-slot]:not([disabled])');
  await tabTo(tab, '[data-slot]');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('[name=phone]:focus');
  await tab.keyboard.type('912 345-67-89');
  await tab.keyboard.press('Escape');
  assert.equal(await tab.inputValue('[name=phone]'), '912 345-67-89');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.made h1:focus');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('[data-service=consultation]');
});
