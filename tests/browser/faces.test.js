// Hall, head, board, printer and start page; and what holds for every page:
// no scrolling, nothing cut off, nothing an accessibility checker minds.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { PIN, ROOT, atDesk, axe, openOffice, press, settled, signIn, whoIsWhere } from './office.js';

let office;
let people;
let first;
beforeEach(async () => {
  office = await openOffice();
  people = await office.accounts('desk');
  [first] = await office.services();
});
afterEach(async () => { await office?.close(); office = null; });

/** Nothing scrolls and no button's words stick out. */
async function fits(tab, where) {
  const wrong = await tab.evaluate(() => {
    const found = [];
    const page = document.documentElement;
    if (page.scrollHeight > window.innerHeight || page.scrollWidth > window.innerWidth) found.push(`page ${page.scrollWidth}x${page.scrollHeight}`);
    document.querySelectorAll('.top > *, .actions .btn').forEach((e) => {
      const { right, bottom } = e.getBoundingClientRect();
      if (right > window.innerWidth || bottom > window.innerHeight) found.push(`outside: ${e.className} ${e.textContent.slice(0, 60)}`);
    });
    document.querySelectorAll('.card, .btn, .pill, .fact, .choice').forEach((e) => {
      if (e.scrollWidth > e.clientWidth + 1) found.push(`wide: ${e.className} ${e.textContent}`);
      if (e.matches('.card, .btn, .choice') && e.scrollHeight > e.clientHeight + 1) found.push(`high: ${e.className} ${e.textContent.slice(0, 60)}`);
    });
    return found;
  });
  assert.deepEqual(wrong, [], where);
}

async function signedIn(role, where, options) {
  const tab = await office.page(options);
  const [{ account }] = await office.accounts(role);
  await signIn(tab, where, account);
  return tab;
}

for (const [width, height] of [[1366, 768], [1280, 720], [1024, 768], [1920, 1080]]) {
  for (const lang of ['ru', 'en']) {
    test(`every_state_of_the_desk_fits_${width}x${height}_in_${lang}`, async () => {
      for (let i = 0; i < 12; i += 1) await office.issue(first.id);
      const tab = await office.page({ width, height });
      await tab.addInitScript((l) => localStorage.setItem('talon.language', l), lang);
      await signIn(tab, '/desk', people[0].account);
      await tab.waitForSelector('.choose, .desk');
      if (await tab.$('.choose')) await tab.keyboard.press('1');
      const states = [['', '.card.free'], ['Enter', '.card.calling'], ['Enter', '.card.serving'], ['F4', '[data-panel=transfer]'], ['F4', '[data-panel=transfer]'],
        ['Escape', '.note'], ['F9', '[data-panel=more]'], ['4', '[data-panel=services]'], ['Escape', '.note'], ['0', '[data-panel=call]'], ['Escape', '.note'], ['F3', '.card.free']];
      for (const [key, shows] of states) {
        if (key) await press(tab, key, shows);
        else await tab.waitForSelector(shows);
        await settled(tab);
        await fits(tab, `${shows} after ${key}`);
        if (width === 1366 && lang === 'ru') await axe(tab, shows);
      }
    });
  }
}

/** The feed as it is in the live queue, for looks alone. */
const asInTheLiveQueue = () => {
  const real = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (!String(asked[0]).includes('/feed?')) return answer;
    const words = new TransformStream({ transform: (text, next) => next.enqueue(text.replaceAll('"mode":"electronic"', '"mode":"live"')) });
    return new Response(answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(words).pipeThrough(new TextEncoderStream()), answer);
  };
};

test('a_long_name_stays_in_the_header_beside_undo_help_live_queue_and_a_lost_link', async () => {
  await office.close();
  const shipped = await readFile(path.join(ROOT, 'assets/office.toml'), 'utf8');
  office = await openOffice({ officeFile: shipped.replace('Анна Соколова', 'Константин Александрович Рождественский').replace('Ольга Кузнецова', 'Александра Константиновна Северо-Двинская') });
  for (let i = 0; i < 4; i += 1) await office.issue(first.id);
  const helper = await signedIn('hall', '/hall');
  await helper.waitForSelector('.hall');
  for (const lang of ['ru', 'en']) {
    const proxy = await office.proxy();
    const tab = await office.page({ at: proxy.url });
    tab.linkMayFail = true;
    await tab.addInitScript((l) => localStorage.setItem('talon.language', l), lang);
    await tab.addInitScript(asInTheLiveQueue);
    await signIn(tab, '/desk', people[0].account);
    await tab.waitForSelector('.choose, .desk');
    if (await tab.$('.choose')) await tab.click('[data-desk="1"]');
    await tab.waitForSelector('.card.free, .card.closed');
    if (await tab.$('.card.closed')) await press(tab, 'Enter', '.card.free');
    const sized = async (what) => {
      for (const [width, height] of [[1024, 768], [1280, 720], [1366, 768], [1920, 1080]]) {
        await tab.setViewportSize({ width, height });
        await fits(tab, `${what} at ${width} in ${lang}`);
        assert.ok(await tab.$eval('.top .who', (name) => /Рождественский/.test(name.textContent) && name.scrollWidth <= name.clientWidth), `${what} at ${width} in ${lang}`);
        if (process.env.TALON_SHOTS) await tab.screenshot({ path: path.join(process.env.TALON_SHOTS, `header-${lang}-${width}-${what}.png`), clip: { x: 0, y: 0, width, height: 62 } });
      }
    };
    await sized('live queue');
    await press(tab, 'Enter', '.card.calling');
    await tab.waitForSelector('.pill.undo');
    await sized('undo');
    assert.equal((await office.api('POST', '/desks/1/help')).status, 200);
    await helper.click('[data-help="1"] button');
    await tab.waitForSelector('[data-help=coming]');
    await sized('undo and help');
    proxy.shut();
    await tab.waitForSelector('.link-state.bad');
    await sized('undo, help, no link');
    proxy.pass();
    await tab.waitForSelector('.link-state.good');
    await office.api('POST', '/desks/1/help/end');
    await press(tab, 'F8', '.card.free');
  }
});

test('the_hall_manager_issues_a_ticket_in_two_taps', async () => {
  const tab = await signedIn('hall', '/hall', { width: 1024, height: 768, context: { hasTouch: true } });
  await tab.waitForSelector('.hall');
  await fits(tab, 'hall');
  if (await tab.$('[data-segment]')) await tab.tap(`[data-segment="${first.segment}"]`);
  await tab.tap(`[data-service="${first.id}"]`);
  await tab.waitForSelector('[data-issued]');
  const number = await tab.$eval('[data-issued]', (n) => n.dataset.issued);
  assert.deepEqual((await whoIsWhere(office)).waiting, [number]);
  await tab.waitForSelector(`.queue [data-number="${number}"]`);
  await axe(tab, 'hall');
  const small = await tab.$$eval('.hall button, .hall input', (all) => all.map((e) => [e.textContent || e.name, e.getBoundingClientRect()])
    .filter(([, r]) => r.height < 47.5).map(([name, r]) => `${name}: ${r.height}`));
  assert.deepEqual(small, [], 'touch targets of 48 px');
});

test('the_hall_manager_calls_out_of_order_with_a_reason', async () => {
  await office.issue(first.id);
  const { number } = await office.issue(first.id);
  const tab = await signedIn('hall', '/hall', { width: 1024, height: 768 });
  await tab.fill('.find', number.slice(-3));
  await tab.click(`.queue [data-number="${number}"]`);
  assert.equal(await tab.isDisabled('[data-call-to="3"]'), true, 'not without a reason');
  await tab.click('[data-chip=hard]');
  await tab.click('[data-call-to="3"]');
  await tab.waitForSelector(`.deskcard.calling[data-desk="3"]`);
  assert.deepEqual((await whoIsWhere(office)).called, [number]);
});

test('a_no_show_who_came_after_all_waits_again', async () => {
  const { number } = await office.issue(first.id);
  // The third missed call closes a ticket; an office may close it at the first.
  for (let i = 0; i < 3; i += 1) {
    await office.api('POST', '/desks/1/call', { ticket: number });
    await office.api('POST', '/desks/1/no-show');
    if (!(await whoIsWhere(office)).waiting.includes(number)) break;
    await new Promise((done) => { setTimeout(done, 1600); });
  }
  const tab = await signedIn('hall', '/hall', { width: 1024, height: 768 });
  await tab.fill('.find', number.slice(-3));
  await tab.click(`.queue [data-number="${number}"]`);
  await tab.click('[data-action=revive]');
  await tab.waitForSelector('.issue');
  assert.deepEqual((await whoIsWhere(office)).waiting, [number]);
});

test('the_board_shows_the_call_and_needs_no_hand', async () => {
  const board = await office.page({ width: 1920, height: 1080 });
  await board.goto(`${board.at}/board`);
  await board.waitForSelector('.board');
  const { number } = await office.issue(first.id);
  const tab = await atDesk(office, 0);
  await tab.keyboard.press('Enter');
  await board.waitForSelector(`.call.first.flash[data-number="${number}"]`);
  assert.equal((await board.textContent('.call.first .desk-number')).trim(), String(tab.desk));
  const high = await board.$eval('.call.first b', (b) => parseFloat(getComputedStyle(b).fontSize));
  assert.ok(high * 0.7 >= 1080 / 12, 'digits of 1/12 of the screen');
  await fits(board, 'board');
  await axe(board, 'board');
  await board.waitForSelector(`.call.first:not(.flash)[data-number="${number}"]`);
});

test('a_board_on_its_side_hides_nothing_and_long_words_pass', async () => {
  const board = await office.page({ width: 1080, height: 1920 });
  await board.goto(`${board.at}/board`);
  await board.waitForSelector('.box.line');
  const edge = (what, side) => board.$eval(what, (e, at) => e.getBoundingClientRect()[at], side);
  assert.ok(await edge('.right', 'top') >= await edge('.left', 'bottom'));
  assert.ok(await edge('.box.line', 'bottom') <= await edge('.foot', 'top'), 'the direct line stands whole');
  await board.waitForSelector('.foot .runs');
  assert.equal(await board.$eval('.foot .runs', (e) => getComputedStyle(e).animationName), 'pass');
  await board.setViewportSize({ width: 1920, height: 1080 });
  await board.waitForSelector('.foot span:not(.runs)');
});

test('s5_the_board_invites_nobody_to_the_kiosk_after_closing', async () => {
  const board = await office.page({ width: 1920, height: 1080 });
  await board.goto(`${board.at}/board`);
  await board.waitForSelector('.box.wait');
  const { status } = await office.api('POST', '/day/close', { even_with_people: false }, office.tokens.head);
  assert.equal(status, 200);
  await board.waitForSelector('.box.wait', { state: 'detached' });
  await fits(board, 'closed');
});

test('the_board_says_that_its_data_is_old', async () => {
  const proxy = await office.proxy();
  const board = await office.page({ at: proxy.url, width: 1920, height: 1080 });
  await board.goto(`${board.at}/board`);
  await board.waitForSelector('.foot');
  board.linkMayFail = true;
  proxy.silent();
  await board.waitForSelector('.foot.stale');
  proxy.pass();
  await board.waitForSelector('.foot:not(.stale)');
});

test('a_helper_chooses_a_desk', async () => {
  const tab = await signedIn('reserve', '/desk');
  await tab.waitForSelector('.choose');
  await fits(tab, 'choose');
  await axe(tab, 'choose');
});

test('head_printer_and_start_page_open_clean', async () => {
  await office.issue(first.id);
  const head = await signedIn('head', '/head');
  await head.waitForSelector('.headpage .gauge');
  await axe(head, 'head');
  const page = await office.page();
  await page.goto(`${page.at}/printer`);
  await page.waitForSelector('.tray img');
  await axe(page, 'printer');
  await page.goto(`${page.at}/`);
  await page.waitForSelector('.doors a');
  await axe(page, 'start');
  await page.goto(`${page.at}/desk`);
  await page.waitForSelector('[data-account]');
  await axe(page, 'sign in');
});

test('the_head_fits_a_small_screen_in_both_languages_and_in_the_live_queue', async () => {
  for (const lang of ['ru', 'en']) {
    const tab = await office.page({ width: 1024, height: 768 });
    await tab.addInitScript((l) => localStorage.setItem('talon.language', l), lang);
    await tab.addInitScript(asInTheLiveQueue);
    await signIn(tab, '/head', (await office.accounts('head'))[0].account);
    await tab.waitForSelector('.headpage .gauge');
    for (const width of [1024, 1366]) {
      await tab.setViewportSize({ width, height: 768 });
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${width} in ${lang}`);
    }
    assert.equal(await tab.$eval('.top', (top) => top.clientHeight), 60, `one line at 1366 in ${lang}`);
  }
});

test('a_manager_sees_the_day_on_the_heads_page_and_nothing_they_may_not', async () => {
  const tab = await signedIn('desk', '/head#reports');
  await tab.waitForSelector('.headpage .gauge');
  assert.equal(await tab.$('[data-tab=reports]'), null);
  assert.equal(await tab.$('.notice.bad'), null);
});

/** The feed with three notices more, for looks alone. */
const inTrouble = () => {
  const real = window.fetch;
  const more = [['slips-doubtful', 'warn', { count: '121', numbers: 'У009, Т018, С009' }], ['paper-out', 'bad', { left: 'unknown' }], ['copies-one', 'warn', {}]].map(([code, level, args]) => JSON.stringify({ code, level, args })).join();
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (!String(asked[0]).includes('/feed?')) return answer;
    const words = new TransformStream({ transform: (text, next) => next.enqueue(text.replace(/"notices":\[(\]?)/g, (_all, end) => `"notices":[${more}${end || ','}`)) });
    return new Response(answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(words).pipeThrough(new TextEncoderStream()), answer);
  };
};

test('notices_of_the_hall_take_one_line_until_they_are_opened', async () => {
  const tab = await office.page({ width: 1024, height: 768 });
  await tab.addInitScript(inTrouble);
  await signIn(tab, '/hall', (await office.accounts('hall'))[0].account);
  await tab.waitForSelector('[data-action=more-notices]');
  assert.equal((await tab.$$('.notices .notice')).length, 1);
  assert.match(await tab.textContent('.notices'), /нет бумаги[^]*ещё 2/, 'the worst stands first');
  await fits(tab, 'hall in trouble');
  await tab.click('[data-action=more-notices]');
  await tab.waitForFunction(() => document.querySelectorAll('.notices .notice').length === 3);
  assert.match(await tab.textContent('.notices'), /121 \(У\u00a0009, Т\u00a0018, С\u00a0009 и ещё 118\)/);
});

test('a_log_that_does_not_answer_is_asked_again_by_the_page', async () => {
  const tab = await office.page();
  tab.linkMayFail = true;
  let asked = 0;
  await tab.route('**/api/v1/audit?*', (route) => { asked += 1; return asked === 1 ? route.abort() : route.continue(); });
  await signIn(tab, '/doctor', (await office.accounts('head'))[0].account);
  await tab.waitForSelector('.doctor .notice.warn');
  await tab.waitForSelector('.doctor tbody tr');
  assert.equal(await tab.$('.doctor .notice.warn'), null);
});

test('slips_of_a_working_office_are_seen_after_signing_in', async () => {
  await office.issue(first.id);
  const page = await office.page();
  // As an office answers that is no demo.
  await page.route('**/api/v1/printer/slips', async (route) => {
    const { cookie = '' } = await route.request().allHeaders();
    if (cookie.includes('talon=')) return route.continue();
    return route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"status":401,"code":"sign-in-needed"}' });
  });
  await page.goto(`${page.at}/printer`);
  const [{ account }] = await office.accounts('hall');
  await page.click(`[data-account="${account}"]`);
  await page.fill('#pin', PIN);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.tray img');
});

test('s19_a_desk_asks_quietly_for_help_and_sees_who_comes', async () => {
  await office.api('POST', '/desks/1/help', {}, office.tokens.desk);
  const head = await signedIn('head', '/head');
  await head.waitForSelector('[data-help="1"]');
  const hall = await signedIn('hall', '/hall', { width: 1024, height: 768 });
  await hall.click('[data-help="1"] button');
  await head.waitForFunction(() => document.querySelectorAll('[data-help="1"] button').length === 1);
  await axe(hall, 'help');
  await head.click('[data-help="1"] button');
  await hall.waitForFunction(() => !document.querySelector('[data-help="1"]'));
});
