// Visits that do not go straight: put aside, scanned, called by themselves, and
// a desk that changes hands and keys.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { PIN, TWICE_MS, atDesk, eventually, openOffice, press, settled, whoIsWhere } from './office.js';

let office;
let first;
beforeEach(async () => { office = await openOffice(); [first] = await office.services(); });
afterEach(async () => { await office?.close(); office = null; });

const shown = (tab) => tab.$eval('.card .number', (n) => n.dataset.number);

/** As a scanner types: fast, by the places of the keys, whatever the layout. */
async function scan(tab, text) {
  const twins = { А: 'A', К: 'K', Т: 'T', С: 'C', Е: 'E', Н: 'H', В: 'B', М: 'M', Р: 'P', У: 'Y', Х: 'X', Ж: 'J' };
  await tab.evaluate((signs) => {
    for (const code of [...signs.map((c) => (/[0-9]/.test(c) ? `Digit${c}` : c === '-' ? 'Minus' : `Key${c}`)), 'Enter']) {
      const key = code === 'Enter' ? 'Enter' : code.replace(/^(Digit|Key)/, '');
      document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true }));
    }
  }, [...text].map((c) => twins[c] || c));
}

test('a_visit_is_put_aside_and_taken_up_again_on_the_pad_alone', async () => {
  const one = await office.issue(first.id);
  const two = await office.issue(first.id);
  const tab = await atDesk(office, 0);
  await press(tab, 'NumpadEnter', '.card.calling');
  await press(tab, 'NumpadEnter', '.card.serving');
  await tab.fill('.note', 'сделает копию');
  await tab.evaluate(() => document.activeElement.blur());
  await press(tab, 'NumpadMultiply', `[data-parked="${one.number}"]`);
  await press(tab, 'NumpadEnter', '.card.calling');
  await press(tab, 'NumpadEnter', '.card.serving');
  assert.equal(await shown(tab), two.number);
  for (const digit of one.number.slice(-3)) await tab.keyboard.press(digit); // a pad types digits too
  await tab.waitForSelector(`[data-panel=call] [data-match="${one.number}"]`);
  await tab.waitForTimeout(1600); // two calls of a desk are 1.5 s apart
  await press(tab, 'NumpadEnter', `.card.serving .number[data-number="${one.number}"]`);
  assert.match(await tab.textContent('.legs'), /\S/);
  assert.match(await tab.textContent('.told'), /сделает копию/);
  assert.deepEqual(await whoIsWhere(office), { waiting: [], called: [], serving: [one.number] });
});

test('a_double_press_puts_one_aside_and_calls_nobody', async () => {
  await office.issue(first.id);
  await office.issue(first.id);
  const tab = await atDesk(office, 0);
  await press(tab, 'Enter', '.card.calling');
  await press(tab, 'Enter', '.card.serving');
  await tab.waitForTimeout(TWICE_MS);
  await tab.dblclick('[data-action=park]');
  await tab.waitForSelector('[data-parked]');
  await tab.waitForTimeout(800);
  const { waiting, called, serving } = await whoIsWhere(office);
  assert.deepEqual([waiting.length, called.length, serving.length], [1, 0, 0]);
});

test('a_scanned_ticket_opens_its_visit', async () => {
  await office.issue(first.id);
  const two = await office.issue(first.id);
  const tab = await atDesk(office, 0);
  await scan(tab, two.id);
  await tab.waitForSelector(`[data-panel=call] .chosen[data-match="${two.number}"]`);
  await press(tab, 'Enter', '.card.calling');
  assert.equal(await shown(tab), two.number);
  await settled(tab);
  await scan(tab, two.id);
  await tab.waitForSelector('.card.serving');
  await scan(tab, two.id.replace(/^\d{4}/, '2020'));
  await tab.waitForSelector('[data-scanned=day]');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('[data-scanned]', { state: 'detached' });
});

test('a_free_desk_calls_by_itself_when_told_to_and_not_when_stopped', async () => {
  const tab = await atDesk(office, 0);
  await press(tab, 'F9', '[data-panel=more]');
  await tab.keyboard.press('8');
  await press(tab, 'Enter', '.card.free .still');
  await office.issue(first.id);
  await tab.waitForSelector('[data-action=auto-stop]');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('[data-action=auto-stop]', { state: 'detached' });
  await tab.waitForTimeout(1200);
  assert.equal((await whoIsWhere(office)).called.length, 0);
  await press(tab, 'F9', '[data-panel=more]');
  await tab.keyboard.press('Escape');
  await tab.waitForSelector('.card.calling');
  assert.equal((await whoIsWhere(office)).called.length, 1);
});

test('a_changed_key_works_and_is_kept_for_the_account', async () => {
  await office.issue(first.id);
  const tab = await atDesk(office, 0);
  await press(tab, 'F9', '[data-panel=more]');
  await tab.keyboard.press('7');
  await tab.waitForSelector('[data-panel=keys]');
  await tab.click('[data-choice="no-show"]');
  await press(tab, 'Enter', '[data-panel=keys] [role=status]');
  await tab.keyboard.press('F5'); // the browser's own
  await tab.waitForTimeout(100);
  await tab.keyboard.press('q');
  await tab.keyboard.press('Escape');
  await press(tab, 'Enter', '.card.calling');
  assert.match(await tab.textContent('[data-action="no-show"] .key'), /Q/);
  await tab.reload();
  await tab.waitForSelector('.card.calling');
  await press(tab, 'q', '.card.free');
  assert.equal((await whoIsWhere(office)).called.length, 0);
});

test('another_person_takes_over_the_desk_by_keys_alone', async () => {
  const tab = await atDesk(office, 0);
  const people = await office.accounts('desk');
  await office.api('POST', `/desks/${people[1].desk}/close`);
  await press(tab, 'F9', '[data-panel=more]');
  await tab.keyboard.press('6');
  await press(tab, 'Enter', '.sign [data-account]');
  assert.equal(await tab.$('.sign .chosen'), null, 'nobody is chosen beforehand');
  const order = await tab.$$eval('.sign [data-account]', (all) => all.map((e) => e.dataset.account));
  await tab.keyboard.press(String(order.indexOf(people[1].account) + 1));
  await tab.waitForSelector('#pin:focus');
  await tab.keyboard.type(PIN);
  await tab.keyboard.press('NumpadEnter');
  await tab.waitForSelector('.card.closed');
  await press(tab, 'NumpadEnter', '.card.free');
  await eventually(async () => (await office.api('GET', `/desks/${tab.desk}`)).body.staff === people[1].account, 'the desk is in the new name');
});

test('a_callback_out_of_the_visit_needs_agreement_and_is_taken_once', async () => {
  await office.issue(first.id);
  const tab = await atDesk(office, 0);
  await press(tab, 'Enter', '.card.calling');
  await press(tab, 'Enter', '.card.serving');
  await press(tab, 'F9', '[data-panel=more]');
  await tab.keyboard.press('1');
  await tab.waitForSelector('#callback-phone');
  await tab.fill('#callback-phone', '8 (912) 345-67-89');
  assert.equal(await tab.getAttribute('.actions .main', 'aria-disabled'), 'true', 'not without agreement');
  await tab.click('.consent input');
  await tab.focus('#callback-phone');
  await press(tab, 'Enter', '[data-said=callback]');
  const { body } = await office.api('GET', '/callbacks');
  assert.equal(body.callbacks.length, 1);
  assert.equal((await whoIsWhere(office)).serving.length, 1, 'the visit goes on');
});

test('help_is_called_quietly_answered_and_ended_by_keys', async () => {
  const tab = await atDesk(office, 0);
  const help = async () => { await press(tab, 'F9', '[data-panel=more]'); await tab.keyboard.press('9'); await tab.waitForTimeout(TWICE_MS); await tab.keyboard.press('Enter'); };
  await help();
  await tab.waitForSelector('[data-help=asked]');
  assert.equal((await office.api('POST', `/desks/${tab.desk}/help/answer`)).status, 200);
  await tab.waitForSelector('[data-help=coming]');
  await help();
  await tab.waitForSelector('[data-help]', { state: 'detached' });
});
