// Appointments (S9) and meter-reading days (S8), played from the screens.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { axe, eventually, openOffice, signIn } from './office.js';

let office;
let first;
beforeEach(async () => { office = await openOffice(); [first] = await office.services(); });
afterEach(async () => { await office?.close(); office = null; });

async function as(role, where, options) {
  const tab = await office.page(options);
  await signIn(tab, where, (await office.accounts(role))[0].account);
  return tab;
}

const SLOT = '.slots [data-slot]:not([disabled])';

test('s9_the_hall_manager_books_in_three_taps_moves_and_cancels', async () => {
  const tab = await as('hall', '/booking', { width: 1024, height: 768, context: { hasTouch: true } });
  await tab.waitForSelector('.services .btn');
  await axe(tab, 'services');
  await tab.tap(`[data-service="${first.id}"]`);
  await tab.waitForSelector(SLOT);
  await tab.tap(SLOT);
  await tab.waitForSelector('[name=phone]:focus');
  await tab.fill('[name=phone]', '8 (912) 345-67-89');
  await tab.tap('[data-action=save]');
  const code = await (await tab.waitForSelector('[data-code]')).getAttribute('data-code');
  await axe(tab, 'made');
  const booked = (await office.api('GET', `/appointments/${code}`)).body;
  assert.deepEqual([booked.service, booked.phone, booked.status], [first.id, '+7 912 345-67-89', 'booked']);
  await tab.tap('.two .btn:not(.main)');
  await tab.waitForSelector('[data-action=move]');
  await axe(tab, 'one');
  await tab.tap('[data-action=move]');
  await tab.waitForSelector(SLOT);
  await tab.tap(`.slots [data-slot]:not([disabled]):not([data-slot="${booked.starts_ms}"])`);
  const moved = await eventually(async () => { const { body } = await office.api('GET', `/appointments/${code}`); return body.starts_ms !== booked.starts_ms && body; }, 'it is moved');
  assert.equal(moved.status, 'booked');
  await tab.waitForSelector('[data-action=cancel]');
  await tab.tap('[data-action=cancel]');
  await tab.tap('[data-action=cancel-sure]');
  await eventually(async () => (await office.api('GET', `/appointments/${code}`)).body.status === 'cancelled', 'it is cancelled');
});

test('s9_two_bookers_race_for_the_last_place_and_one_is_told', async () => {
  const { body: view } = await office.api('GET', `/appointments/slots?service=${first.id}`);
  const slot = view.slots.filter((s) => s.places).at(-1);
  for (let i = 0; i < slot.places - 1; i += 1) {
    const made = await office.api('POST', '/appointments', { service: first.id, starts_ms: slot.starts_ms, phone: `91234567${String(i).padStart(2, '0')}`, name: '' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  const tabs = [await as('hall', '/booking'), await as('contact-centre', '/booking')];
  for (const tab of tabs) {
    await tab.waitForSelector('.services .btn');
    await tab.click(`[data-service="${first.id}"]`);
    await tab.click(`[data-slot="${slot.starts_ms}"]`);
    await tab.waitForSelector('[name=phone]:focus'); // the page leads there by itself
    await tab.fill('[name=name]', 'Анна');
  }
  await Promise.all(tabs.map((tab) => tab.click('[data-action=save]')));
  await Promise.all(tabs.map((tab) => tab.waitForSelector('[data-code], [data-said=refused]')));
  const won = await Promise.all(tabs.map((tab) => tab.$('[data-code]')));
  assert.equal(won.filter(Boolean).length, 1, 'one has the place, the other is told');
  const loser = tabs[won.findIndex((one) => !one)];
  await loser.waitForFunction((ms) => document.querySelector(`[data-slot="${ms}"]`)?.disabled, slot.starts_ms);
  await axe(loser, 'told');
});

test('s8_the_head_draws_the_month_up_fills_it_from_a_list_and_copies_it', async () => {
  const tab = await as('head', '/readings');
  await tab.waitForSelector('[data-date]:not([disabled])');
  await tab.fill('[name=places]', '2');
  const days = await tab.$$('[data-date]:not([disabled])');
  await days.at(-1).click();
  await tab.click('[data-hour="10:00"]');
  await tab.click('[data-hour="11:00"]');
  await tab.click('[data-action=draw]');
  await tab.waitForSelector('[data-said=info]');
  await tab.waitForSelector('tr[data-from]');
  await axe(tab, 'drawn');
  const list = (text) => ({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  // A wrong line changes nothing, and is named.
  tab.linkMayFail = true;
  const troubles = office.troubles.length;
  await tab.setInputFiles('[name=list]', list('660400001;ООО «Ёлка»\nнет;Б\n'));
  await tab.waitForSelector('.wrong li');
  assert.match(await tab.textContent('.wrong li'), /2/);
  assert.equal(await tab.$('.contract'), null);
  office.troubles.splice(troubles); // the browser writes the refusal to its console
  await tab.setInputFiles('[name=list]', list('660400001;ООО «Ёлка»\n660400002;ИП Ши\n660400003;АО «Три»\n'));
  await tab.waitForFunction(() => document.querySelectorAll('.contract').length === 3);
  await axe(tab, 'filled');
  await tab.click('[aria-label]:text("›")');
  await tab.waitForSelector('[data-action=copy]');
  await tab.click('[data-action=copy]');
  await tab.waitForFunction(() => document.querySelectorAll('.contract').length === 3);
  assert.match(await tab.textContent('.hours'), /ООО «Ёлка»/);
});
