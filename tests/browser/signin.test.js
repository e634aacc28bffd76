// Signing in: a PIN at the counter, a password where more is to be seen, and
// either changed by the person.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { axe, openOffice, signIn } from './office.js';

let office;
beforeEach(async () => { office = await openOffice(); });
afterEach(async () => { await office?.close(); office = null; });

test('a_pin_is_changed_on_the_pad_alone_and_the_new_one_lets_in', async () => {
  const tab = await office.page();
  const [person] = await office.accounts('desk');
  await tab.goto(`${tab.at}/desk`);
  await tab.click(`[data-account="${person.account}"]`);
  await tab.click('.renew');
  await tab.waitForSelector('#secret-now:focus');
  const type = async (digits) => { await tab.keyboard.type(digits); await tab.keyboard.press('NumpadEnter'); };
  await type('111111');
  await tab.waitForSelector('#secret-new:focus');
  await type('123456');
  await tab.waitForSelector('#secret-again:focus');
  await type('654321'); // not the same
  await tab.waitForSelector('#secret-said.bad');
  await type('123456'); // the same, and a row
  await tab.waitForSelector('#secret-new:focus');
  assert.match(await tab.textContent('#secret-said'), /6/);
  await type('274913');
  await type('274913');
  await tab.waitForSelector('#pin:focus');
  await type('274913');
  await tab.waitForSelector('.choose, .desk');
});

test('the_head_signs_in_with_a_password_and_no_keypad', async () => {
  const tab = await office.page();
  const [head] = await office.accounts('head');
  await tab.goto(`${tab.at}/head`);
  await tab.click(`[data-account="${head.account}"]`);
  await tab.waitForSelector('#pin:not(.digits)');
  assert.equal(await tab.$('.keypad'), null);
  await tab.fill('#pin', 'not this one');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#pin[aria-invalid=true]');
  await tab.click('.renew');
  await tab.fill('#secret-now', '111111');
  await tab.fill('#secret-new', 'три белых коня');
  await tab.fill('#secret-again', 'три белых коня');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#pin:focus');
  await signIn(tab, '/head', head.account, 'три белых коня');
  await tab.waitForSelector('#pin', { state: 'detached' });
});

test('what_was_handed_out_asks_for_one_of_ones_own', async () => {
  const [admin] = await office.accounts('admin');
  const [, person] = await office.accounts('desk');
  const tab = await office.page();
  await signIn(tab, '/admin', admin.account);
  await tab.click('[data-section="staff"]');
  await tab.click('[data-item="staff-1"]');
  await tab.fill('#staff-1-secret', '908172');
  await tab.check('#staff-1-renew');
  await tab.click('[data-action="review"]');
  await tab.waitForSelector('.diff');
  assert.ok(!(await tab.textContent('.diff')).includes('908172'));
  await tab.click('[data-action="save"]');
  await tab.waitForSelector('[data-note=info]');
  const own = await office.page();
  await signIn(own, '/desk', person.account, '908172');
  await own.waitForSelector('#secret-new:focus');
  assert.match(await own.textContent('#secret-said'), /\S/);
});

for (const lang of ['ru', 'en']) {
  for (const [role, where] of [['desk', '/desk'], ['head', '/head']]) {
    test(`the_form_for_a_secret_of_ones_own_is_accessible_to_${role}_in_${lang}`, async () => {
      const tab = await office.page();
      const [{ account }] = await office.accounts(role);
      await tab.goto(`${tab.at}${where}?lang=${lang}`);
      await tab.click(`[data-account="${account}"]`);
      await axe(tab, `sign in as ${role} in ${lang}`);
      await tab.click('.renew');
      await tab.waitForSelector('#secret-now:focus');
      await axe(tab, `secret of ${role} in ${lang}`);
      await tab.fill('#secret-now', '111111');
      await tab.fill('#secret-new', '274913');
      await tab.fill('#secret-again', '274914');
      await tab.keyboard.press('Enter');
      await tab.waitForSelector('#secret-said.bad');
      await axe(tab, `secret of ${role} refused in ${lang}`);
    });
  }
}
