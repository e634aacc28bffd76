// Signing in: a PIN at the counter, a password where more is to be seen, and
// either changed by the person.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { BIN, PIN, ROOT, axe, openOffice, signIn } from './office.js';

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

test('a_pin_and_enter_in_one_breath_let_in', async () => {
  const tab = await office.page();
  const [person] = await office.accounts('desk');
  await tab.goto(`${tab.at}/desk`);
  await tab.click(`[data-account="${person.account}"]`);
  await tab.waitForSelector('#pin:not([disabled])');
  // As a reader of cards or an automatic hand types: nothing is drawn between.
  await tab.evaluate((pin) => {
    const field = document.querySelector('#pin');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, pin);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.form.requestSubmit();
  }, PIN);
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

/** The shipped office with a company directory that nobody reaches: who has a PIN too, who has not. */
async function withADirectory() {
  const hashOf = (kind, secret) => execFileSync(BIN, [kind], { input: `${secret}\n` }).toString().trim();
  const shipped = await readFile(path.join(ROOT, 'assets/office.toml'), 'utf8');
  return shipped
    .replace('id = "sokolova"', `id = "sokolova"\ndirectory = "a.sokolova"\npin_hash = "${hashOf('pin', '274913')}"`)
    .replace('id = "it"', `id = "it"\npassword_hash = "${hashOf('password', 'три белых коня')}"`)
    .replace('# directory = "s.vetrov"', 'directory = "s.vetrov"')
    .replace('\n[directory]\n', '\n[directory]\nurls = ["ldap://127.0.0.1:9"]\ntls = "off"\nbind_as = "{account}@corp.example"\n');
}

test('whoever_the_directory_knows_is_told_which_password_and_what_to_do_without_it', async () => {
  await office.close();
  office = await openOffice({ officeFile: await withADirectory() });
  const tab = await office.page();
  await tab.goto(`${tab.at}/desk`);
  await tab.click('[data-account="sokolova"]');
  await tab.waitForSelector('#pin:not(.digits):focus');
  assert.match(await tab.textContent('#pin-said'), /ПИН-код или пароль рабочего компьютера/);
  assert.equal(await tab.$('.keypad'), null, 'a password needs more than digits');
  await axe(tab, 'sign in by directory or pin');
  await tab.fill('#pin', 'пароль компьютера');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#pin[aria-invalid=true]:focus');
  assert.match(await tab.textContent('#pin-said'), /ПИН/, 'what still lets in is said');
  assert.match(office.troubles.splice(0).join(), /^error: Failed to load resource.*503.*session\)$/);
  await tab.fill('#pin', '274913');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.choose, .desk');

  const other = await office.page();
  await other.goto(`${other.at}/head?lang=en`);
  await other.click('[data-account="vetrov"]');
  await other.waitForSelector('#pin:focus');
  assert.match(await other.textContent('#pin-said'), /work computer|computer password/i);
  assert.equal(await other.$('.renew'), null, 'it is changed in the company, not here');
});
