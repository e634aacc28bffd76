// IT at the admin page: forms, the difference, saving, taking back; and the same
// page by keys and for an accessibility checker.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { axe, eventually, openOffice, signIn } from './office.js';

let office;
beforeEach(async () => { office = await openOffice(); });
afterEach(async () => { await office?.close(); office = null; });

async function atAdmin() {
  const tab = await office.page();
  const [{ account }] = await office.accounts('admin');
  await signIn(tab, '/admin', account);
  await tab.waitForSelector('[data-section=service]');
  return tab;
}

const title = async () => (await office.services())[0].title.ru;

test('a_service_is_renamed_after_its_difference_was_seen_and_taken_back_in_one_click', async () => {
  const before = await title();
  const tab = await atAdmin();
  await axe(tab, 'services');
  await tab.click('[data-item="service-0"]');
  await tab.fill('#service-0-title-ru', 'Приём и совет');
  await tab.keyboard.press('Tab');
  await axe(tab, 'a service');
  await tab.click('[data-action=review]');
  await tab.waitForSelector('.diff .new');
  assert.match(await tab.textContent('.diff .new'), /Приём и совет/);
  await axe(tab, 'difference');
  assert.equal(await title(), before, 'nothing is saved before');
  await tab.click('[data-action=save]');
  await tab.waitForSelector('[data-note=info]');
  await eventually(async () => (await title()) === 'Приём и совет', 'the new title is in force');
  await tab.click('[data-section=versions]');
  await tab.click('[data-version]');
  await tab.waitForSelector('[data-note=info]');
  await eventually(async () => (await title()) === before, 'the old title is back');
});

test('what_would_be_wrong_is_said_by_its_line_and_cannot_be_saved', async () => {
  const tab = await atAdmin();
  await tab.click('[data-section=desk]');
  await tab.click('[data-item="desk-0"]');
  await tab.fill('#desk-0-services', 'consultation, nonsense');
  await tab.keyboard.press('Tab');
  await tab.click('[data-action=review]');
  await tab.waitForSelector('.findings .error');
  assert.match(await tab.textContent('.findings .error'), /nonsense/);
  assert.equal(await tab.isDisabled('[data-action=save]'), true);
});

test('hours_nobody_can_read_are_named_by_their_day_and_the_difference_stands_line_by_line', async () => {
  const tab = await atAdmin();
  await tab.click('[data-section=hours]');
  await tab.fill('#hours-mon', '9-20');
  await tab.keyboard.press('Tab');
  await tab.click('[data-action=review]');
  await tab.waitForSelector('.findings .error');
  assert.match(await tab.textContent('.findings .error'), /Часы работы, «Понедельник»/);
  const lines = (await tab.innerText('.diff')).split('\n');
  assert.ok(lines.includes('+mon = "9-20"'), lines.join('|'));
});

test('two_admins_do_not_overwrite_each_other', async () => {
  const one = await atAdmin();
  const two = await atAdmin();
  for (const [tab, text] of [[one, 'Первая'], [two, 'Вторая']]) {
    await tab.click('[data-item="service-0"]');
    await tab.fill('#service-0-title-ru', text);
    await tab.keyboard.press('Tab');
    await tab.click('[data-action=review]');
    await tab.click('[data-action=save]');
    await tab.waitForSelector('[data-note]');
  }
  assert.equal(await two.getAttribute('[data-note]', 'data-note'), 'bad');
  assert.equal(await title(), 'Первая');
});

test('a_manager_is_told_that_the_settings_are_not_theirs', async () => {
  const tab = await office.page();
  const [{ account }] = await office.accounts('desk');
  tab.linkMayFail = true;
  await signIn(tab, '/admin', account);
  await tab.waitForSelector('[data-note=bad]');
});

test('every_section_opens_clean_and_lines_of_ticket_and_board_are_edited_as_lists', async () => {
  const tab = await atAdmin();
  const sections = await tab.$$eval('[data-section]', (all) => all.map((b) => b.dataset.section));
  for (const section of sections) {
    await tab.click(`[data-section="${section}"]`);
    const first = await tab.$(`[data-item="${section}-0"]`);
    if (first) await first.click();
    assert.doesNotMatch(await tab.textContent('main'), /(field|admin)-[a-z]+-?[a-z]/, `${section}: every field has its words`);
    await axe(tab, section);
  }
  await tab.click('[data-section=board]');
  const lines = await tab.$$eval('[id^="board-ticker-"][id$="-ru"]', (all) => all.length);
  await tab.click('[data-add-line=ticker]');
  await tab.fill(`#board-ticker-${lines}-ru`, 'Сегодня работаем до восьми');
  await tab.fill(`#board-ticker-${lines}-en`, 'Open until eight today');
  await tab.keyboard.press('Tab');
  await tab.click('[data-section=zone]');
  await tab.click('[data-item="zone-0"]');
  await tab.fill('#zone-0-desks', '1, 2');
  await tab.keyboard.press('Tab');
  await tab.click('[data-action=review]');
  await tab.waitForSelector('.diff .new');
  assert.match(await tab.textContent('.diff'), /desks = \[1, 2\]/);
  await tab.click('[data-action=save]');
  await tab.waitForSelector('[data-note=info]');
  await eventually(async () => (await (await fetch(`${office.url}/api/v1/board`)).json()).ticker.some((l) => l.ru === 'Сегодня работаем до восьми'), 'the new line runs on the board');
});
