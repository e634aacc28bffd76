// What is left of a visit and what is promised to visitors, played from the
// screens: outcome, statement, appointment, callback (S3, S6, S9, S10, S11, S12, S13).
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { atDesk, axe, eventually, openOffice, press, signIn, whoIsWhere } from './office.js';

let office;
let first;
beforeEach(async () => { office = await openOffice(); [first] = await office.services(); });
afterEach(async () => { await office?.close(); office = null; });

async function as(role, where, options) {
  const tab = await office.page(options);
  await signIn(tab, where, (await office.accounts(role))[0].account);
  return tab;
}

async function serving() {
  await office.issue(first.id);
  const tab = await atDesk(office, 0);
  await press(tab, 'Enter', '.card.calling');
  await press(tab, 'Enter', '.card.serving');
  return tab;
}

/** What was recorded first; the database may be a moment behind the journal. */
const kept = () => eventually(async () => {
  const { body } = await office.api('GET', '/contacts?since=0', null, office.tokens['contact-centre']);
  return body.contacts && body.contacts[0];
}, 'the record is kept');

test('s11_two_digits_say_what_the_visit_was_about_and_enter_ends_it', async () => {
  const tab = await serving();
  await press(tab, 'F10', '[data-panel=about] [data-choice=bill]');
  await tab.keyboard.press('1');
  await tab.keyboard.press('3');
  await tab.keyboard.press('NumpadMultiply');
  await tab.waitForSelector('[data-panel=about] input[type=date]');
  await axe(tab, 'about');
  // Back to the card: what was chosen stands there, and comes along with Enter.
  await press(tab, 'Escape', '.about-line');
  await tab.fill('.note', 'ждёт справку');
  await tab.evaluate(() => document.activeElement.blur());
  await press(tab, 'Enter', '.card.free');
  const record = await kept();
  assert.deepEqual([record.topic, record.outcome, record.note], ['bill', 'back-office', 'ждёт справку']);
  const statements = await as('hall', '/statements');
  await statements.waitForSelector('.hand');
  assert.match(await statements.textContent('.hand'), /ждёт справку/);
  await axe(statements, 'hand-overs');
});

test('s11_the_outcome_is_reached_on_the_pad_alone', async () => {
  const tab = await serving();
  await press(tab, 'NumpadDivide', '[data-panel=more]');
  await tab.keyboard.press('5');
  await tab.waitForSelector('[data-panel=about] [data-choice=bill]');
  await tab.keyboard.press('4');
  await tab.keyboard.press('1');
  await press(tab, 'NumpadEnter', '.card.free');
  const record = await kept();
  assert.deepEqual([record.topic, record.outcome], ['other', 'solved']);
});

test('s11_the_panels_own_enter_ends_the_visit_and_calls_the_next', async () => {
  await office.issue(first.id);
  const tab = await serving();
  await press(tab, 'F10', '[data-panel=about] [data-choice=solved]');
  await tab.keyboard.press('2');
  await tab.keyboard.press('1');
  await tab.waitForTimeout(1600); // two calls of a desk are 1.5 s apart
  await press(tab, 'Enter', '.card.calling');
  const record = await kept();
  assert.deepEqual([record.topic, record.outcome], ['contract', 'solved']);
});

test('s10_s9_an_appointment_out_of_the_visit_needs_a_time_and_a_phone', async () => {
  const tab = await serving();
  await press(tab, 'F9', '[data-panel=more]');
  await tab.keyboard.press('2');
  await tab.waitForSelector('[data-panel=appointment] .slots .btn:not([disabled])');
  assert.equal(await tab.getAttribute('.actions .main', 'aria-disabled'), 'true', 'not without a time');
  await tab.click('[data-panel=appointment] .slots .btn:not([disabled])');
  await tab.fill('#appointment-phone', '912 345-67-89');
  await axe(tab, 'appointment');
  await press(tab, 'Enter', '[data-said=appointment]');
  const [, code] = (await tab.textContent('[data-said=appointment]')).match(/(\d{3}\s\d{3})\./);
  const { body } = await office.api('GET', `/appointments/${code.replace(/\s/, '')}`);
  assert.deepEqual([body.service, body.status, body.phone], [first.id, 'booked', '+7 912 345-67-89']);
  assert.equal((await whoIsWhere(office)).serving.length, 1, 'the visit goes on');
});

test('s12_s13_a_complaint_out_of_the_visit_may_be_nameless', async () => {
  const tab = await serving();
  await press(tab, 'F9', '[data-panel=more]');
  await tab.keyboard.press('3');
  await tab.waitForSelector('[data-panel=statement] [data-choice=complaint]');
  await tab.click('[data-choice=application]');
  assert.equal(await tab.isVisible('[data-panel=statement] .check'), false, 'an application has a sender');
  await tab.click('[data-choice=complaint]');
  await tab.click('[data-panel=statement] .check input');
  await tab.fill('#statement-gist', 'долго ждали');
  await axe(tab, 'statement');
  await press(tab, 'Enter', '[data-said=statement]');
  const { body } = await office.api('GET', '/statements');
  assert.deepEqual(body.statements.map((s) => [s.kind, s.person && s.person.name]).map(([k, n]) => [k, n || '']), [['complaint', '']]);
  assert.match(body.statements[0].ticket, /\d{3}$/);
  assert.equal(body.complaints.at(-1).anonymous, 1);
});

test('s6_a_callback_is_left_tried_and_closed_and_the_head_sees_it', async () => {
  const tab = await as('hall', '/hall', { width: 1024, height: 768 });
  await tab.waitForSelector('[data-door=contact]');
  await axe(tab, 'hall');
  await tab.click('[data-door=contact]');
  await tab.waitForSelector('#ask-phone');
  await tab.fill('#ask-phone', '8 912 345-67-89');
  await tab.fill('#ask-name', 'Ёлкина Анна');
  await tab.fill('#ask-gist', 'счёт за октябрь');
  assert.equal(await tab.isDisabled('form .btn.main'), true, 'not without agreement');
  await tab.click('form .check input');
  await tab.click('form .btn.main');
  await tab.waitForSelector('article.detail');
  await axe(tab, 'callback');
  const head = await as('head', '/head');
  await head.waitForSelector('[data-matters=callbacks] li');
  assert.match(await head.textContent('[data-matters=callbacks] li'), /Ёлкина Анна/);
  await axe(head, 'head');
  // The list names no phone; whoever asks for it is kept.
  assert.doesNotMatch(await tab.textContent('article.detail'), /345-67-89/);
  await tab.click('.phone .btn');
  await tab.waitForSelector('.phone a');
  await tab.fill('#note', 'перезвонить после шести');
  await tab.click('article .row:nth-of-type(2) .btn');
  await tab.waitForSelector('.history li');
  await tab.click('article .row .btn.main');
  await tab.waitForSelector('.filters .btn[aria-pressed=true]');
  await eventually(async () => (await office.api('GET', '/callbacks?status=closed')).body.callbacks[0]?.outcome === 'answered', 'the callback is closed');
  await head.waitForFunction(() => !document.querySelector('[data-matters=callbacks] li'));
});

test('s12_a_statement_is_taken_in_the_hall_and_settled', async () => {
  const tab = await as('hall', '/statements');
  await tab.waitForSelector('form [role=group] .btn');
  await axe(tab, 'statement form');
  await tab.click('form [role=group] .btn');
  await tab.fill('#take-name', 'Иванов Пётр');
  await tab.fill('#take-gist', 'о договоре');
  await tab.click('form .btn.main');
  await tab.waitForSelector('.taken');
  await tab.waitForSelector('article.detail');
  await axe(tab, 'statement taken');
  await tab.click('article .row .btn.main');
  await eventually(async () => (await office.api('GET', '/statements?status=closed')).body.statements.length === 1, 'the statement is answered');
});

test('s5_s9_hours_that_leave_somebody_booked_outside_are_confirmed', async () => {
  const { body } = await office.api('GET', `/appointments/slots?service=${first.id}`);
  const late = body.slots.filter((s) => s.places).at(-1);
  const [hour, minute] = late.time.split(':').map(Number);
  const made = await office.api('POST', '/appointments', { service: first.id, starts_ms: late.starts_ms, phone: '9123456789', name: '' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.appointment.date, body.today || made.body.appointment.date);
  const head = await as('head', '/head');
  await head.waitForSelector('#closes');
  const before = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  await head.fill('#closes', before);
  await head.click('[data-action=set-hours]');
  await head.waitForSelector('[data-booked-outside]');
  await axe(head, 'booked outside');
  await head.click('[data-action=hours-anyway]');
  await head.waitForSelector('[data-action=restore-hours]');
  await head.waitForFunction(() => /вне часов/i.test(document.querySelector('.notices-all')?.textContent || ''));
});

test('announcements_are_written_in_the_hall_and_run_on_the_board', async () => {
  const board = await office.page({ width: 1920, height: 1080 });
  await board.goto(`${board.at}/board?zone=home`);
  await board.waitForSelector('[data-zone=home]');
  await axe(board, 'board of a zone');
  const tab = await as('hall', '/hall', { width: 1024, height: 768 });
  await tab.click('[data-action=announce]');
  await tab.click('[data-action=announce-add]');
  await tab.fill('.announce .field', 'Окно 3 сегодня до 15:00');
  await axe(tab, 'announcements');
  await tab.click('[data-action=announce-save]');
  await tab.waitForSelector('[data-said=info]');
  await board.waitForFunction(() => /Окно 3 сегодня/.test(document.querySelector('.foot').textContent));
});

test('s8_the_board_of_a_zone_shows_its_own_desks_alone', async () => {
  const board = await office.page({ width: 1920, height: 1080 });
  await board.goto(`${board.at}/board?zone=business`);
  await board.waitForSelector('[data-zone=business]');
  await office.issue(first.id);
  const tab = await atDesk(office, 0); // desk 1 stands in the other hall
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.card.calling');
  const whole = await office.page({ width: 1920, height: 1080 });
  await whole.goto(`${whole.at}/board`);
  await whole.waitForSelector('.call.first');
  assert.equal(await board.$('.call'), null);
});

test('the_head_finds_everything_of_one_person_saves_it_and_erases_it', async () => {
  const wish = { phone: '8 (912) 345-67-89', name: 'Ёлкина Анна', gist: 'счёт за октябрь', consent: true, print: false };
  await office.api('POST', '/callbacks', wish, office.tokens.hall);
  await office.api('POST', '/statements', { kind: 'application', name: 'Анна Ёлкина', phone: wish.phone, gist: 'перерасчёт', print: false }, office.tokens.hall);
  const tab = await as('head', '/head');
  await tab.fill('#pd-wanted', '912 345-67-89');
  await tab.click('[data-action=person-find]');
  await tab.waitForSelector('[data-row=callback]');
  assert.equal(await tab.locator('.person li').count(), 2);
  assert.match(await tab.textContent('.person ul'), /\+7 912 345-67-89/);
  await axe(tab, 'one person');
  const saving = tab.waitForEvent('download');
  await tab.click('[data-action=person-save]');
  const saved = await (await saving).createReadStream();
  let text = '';
  for await (const part of saved) text += part;
  assert.match(text, /"Ёлкина Анна";"'\+7 912 345-67-89"/);
  // Nothing ticked, nothing to erase; and never by one press.
  assert.equal(await tab.locator('[data-action=person-erase]').isDisabled(), true);
  await tab.click('[data-action=person-all]');
  await tab.click('[data-action=person-erase]');
  assert.match(await tab.textContent('.person .late'), /2/);
  if (process.env.TALON_SHOTS) await tab.locator('.person').screenshot({ path: `${process.env.TALON_SHOTS}/person.png` });
  await tab.click('[data-action=person-erase-sure]');
  await tab.waitForSelector('[data-person-said]');
  await tab.waitForSelector('[data-person-none]');
  const { body } = await office.api('GET', '/callbacks?status=all', null, office.tokens['contact-centre']);
  assert.deepEqual([body.callbacks[0].outcome, body.callbacks[0].person], ['withdrawn', null]);
  // A hall manager sees the head's page, and not this.
  const hall = await as('hall', '/head');
  await hall.waitForSelector('.headpage .gauge');
  assert.equal(await hall.locator('.person').count(), 0);
});
