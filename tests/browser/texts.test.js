// What can be told without a browser: texts, weight, and the pure parts.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const WEB = path.join(ROOT, 'assets/web');
// The pages' modules live outside of this package: a data URL makes node take them as modules.
const module = async (file) => import(`data:text/javascript,${encodeURIComponent(await readFile(path.join(WEB, file), 'utf8'))}`);
const { FluentBundle, FluentResource } = await module('vendor/fluent.js');

async function filesUnder(dir, ending) {
  const found = [];
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const at = path.join(dir, entry.name);
    if (entry.isDirectory()) { if (entry.name !== 'vendor') found.push(...await filesUnder(at, ending)); } else if (at.endsWith(ending)) found.push(at);
  }
  return found;
}

const sources = await Promise.all((await filesUnder(WEB, '.js')).map(async (f) => [path.relative(WEB, f), await readFile(f, 'utf8')]));
// Every file that pages may load: all but what only the server says.
const SERVER_ONLY = ['config.ftl', 'office.ftl'];
const areas = (await readdir(path.join(ROOT, 'assets/lang/ru'))).filter((f) => f.endsWith('.ftl') && !SERVER_ONLY.includes(f)).sort();
const ftl = {};
for (const lang of ['ru', 'en']) ftl[lang] = (await Promise.all(areas.map((f) => readFile(path.join(ROOT, `assets/lang/${lang}/${f}`), 'utf8')))).join('\n');
const keysOf = (text) => [...text.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((m) => m[1]);

test('both_languages_have_the_same_keys_once', () => {
  assert.deepEqual(keysOf(ftl.ru).sort(), keysOf(ftl.en).sort());
  assert.equal(new Set(keysOf(ftl.ru)).size, keysOf(ftl.ru).length);
});

test('every_message_resolves_in_both_languages', () => {
  for (const lang of ['ru', 'en']) {
    const bundle = new FluentBundle(lang, { useIsolating: false });
    assert.deepEqual(bundle.addResource(new FluentResource(ftl[lang])), []);
    for (const key of keysOf(ftl[lang])) {
      const message = bundle.getMessage(key);
      assert.ok(message && message.value, `${lang}: ${key} vanished`);
      for (const amount of [0, 1, 2, 5, 21]) {
        const args = Object.fromEntries([...ftl[lang].matchAll(/\$([a-z_-]+)/g)].map((m) => [m[1], amount]));
        const errors = [];
        assert.match(bundle.formatPattern(message.value, args, errors), /\S/);
        assert.deepEqual(errors, [], `${lang}: ${key}`);
      }
    }
  }
});

test('both_languages_fill_the_same_holes', () => {
  const holes = (text, key) => {
    const block = new RegExp(`^${key} =([\\s\\S]*?)(?=^[a-z#]|$(?![\\s\\S]))`, 'm').exec(text);
    return [...new Set([...(block ? block[1] : '').matchAll(/\$([a-z_-]+)/g)].map((m) => m[1]))].sort();
  };
  for (const key of keysOf(ftl.ru)) assert.deepEqual(holes(ftl.ru, key), holes(ftl.en, key), key);
});

test('every_key_the_pages_ask_for_exists', () => {
  const keys = new Set(keysOf(ftl.ru));
  for (const [file, text] of sources) {
    for (const [, key] of text.matchAll(/\bt\('([a-z0-9-]+)'/g)) assert.ok(keys.has(key), `${file}: ${key}`);
    // A key built in code, like t(`desk-status-${…}`), has at least one message of that beginning.
    for (const [, start] of text.matchAll(/\bt\(`([a-z0-9-]+-)\$\{/g)) assert.ok([...keys].some((k) => k.startsWith(start)), `${file}: ${start}…`);
  }
});

test('every_value_of_the_api_has_its_words', async () => {
  const keys = new Set(keysOf(ftl.ru));
  const wire = await readFile(path.join(ROOT, 'src/wire.rs'), 'utf8');
  const values = (name) => {
    const body = new RegExp(`pub enum ${name} \\{([^}]*)\\}`).exec(wire)[1].replace(/\/\/.*/g, '');
    return [...body.matchAll(/([A-Z][A-Za-z]*)/g)].map((m) => m[1].replace(/(?!^)([A-Z])/g, '-$1').toLowerCase());
  };
  const wanted = [
    ...values('DeskStatus').map((v) => `desk-status-${v}`), ...values('TicketStatus').map((v) => `hall-status-${v}`), ...values('Paper').map((v) => `hall-paper-${v}`),
    ...values('Doors').map((v) => `doors-${v}`), ...values('PrintOutcome').flatMap((v) => [`print-${v}`, `hall-print-${v}`]),
    ...['ordinary', 'privileged', 'out-of-turn', 'appointment'].map((v) => `class-${v}`), ...['rest', 'lunch', 'errand'].map((v) => `break-${v}`),
    ...['longest-wait', 'first-come', 'privileged', 'out-of-turn', 'appointment', 'sent-here', 'by-hand'].map((v) => `why-${v}`),
    ...['kiosk', 'desk', 'hall', 'head', 'reserve'].map((v) => `role-${v}`),
    ...['silent', 'no-answer', 'closed', 'refused', 'offline'].map((v) => `link-why-${v}`),
  ];
  assert.deepEqual(wanted.filter((k) => !keys.has(k)), []);
});

test('the_tone_is_polite', () => {
  // S15: the forms the standard lists.
  assert.doesNotMatch(ftl.ru, /обязан|предписыва|явит(е|ь)сь|явиться|предъяв/i);
});

test('no_text_for_people_stands_in_the_code', () => {
  for (const [file, text] of sources) {
    if (file === 'common/start.js') continue; // says that the texts could not be fetched
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
    assert.doesNotMatch(code, /[А-Яа-яЁё]/, file);
  }
});

/** Everything a page fetches before its first picture: itself, what it links, what those import. */
async function firstView(page) {
  const found = new Set([page]);
  const add = (from, link) => found.add(link.startsWith('/assets/') ? link.slice(8) : path.posix.join(path.posix.dirname(from), link));
  for (const file of found) {
    if (!/\.(html|js|css)$/.test(file)) continue;
    const text = await readFile(path.join(WEB, file), 'utf8');
    const links = file.endsWith('.html') ? /(?:src|href)="(\/assets\/[^"]+)"/g : /^(?:import|export)\b[^'"]*from '([^']+)'/gm;
    for (const [, link] of text.matchAll(links)) add(file, link);
  }
  return [...found];
}

test('a_first_view_weighs_at_most_100_kb', async () => {
  for (const page of await filesUnder(WEB, '.html')) {
    const files = await firstView(path.relative(WEB, page));
    const main = await Promise.all(files.filter((f) => f.endsWith('.js')).map((f) => readFile(path.join(WEB, f), 'utf8')));
    const named = main.flatMap((text) => [...text.matchAll(/texts: \[([^\]]*)\]/g)].flatMap((m) => m[1].match(/[a-z]+/g) || []));
    let bytes = 0;
    for (const f of files) bytes += gzipSync(await readFile(path.join(WEB, f))).length;
    for (const f of new Set(['pages', ...named])) bytes += gzipSync(await readFile(path.join(ROOT, `assets/lang/ru/${f}.ftl`))).length;
    assert.ok(bytes <= 100 * 1024, `${page}: ${bytes} bytes`);
  }
});

test('styles_and_scripts_keep_to_the_oldest_browser', async () => {
  for (const f of await filesUnder(WEB, '.css')) {
    const css = await readFile(f, 'utf8');
    assert.doesNotMatch(css, /:has\(|^\s*&|@container|data:/m, f);
  }
  for (const f of await filesUnder(WEB, '.html')) assert.doesNotMatch(await readFile(f, 'utf8'), /<style|style=|<script(?![^>]*src=)|\son[a-z]+=/, f);
  for (const [file, text] of sources) assert.doesNotMatch(text, /randomUUID|serviceWorker|\.toSorted|\.findLast|Object\.groupBy|structuredClone/, file);
});

// The show-queue of the board, by itself.
const { ROWS, SHOWN_MS, empty, isDark, settle, take } = await module('board/show.js');
const picture = (calls, at) => ({ calls, at_desks: at });
const call = (id, desk = 1, at = 0) => ({ id, number: `А${String(id).padStart(3, '0')}`, desk, at_ms: at, again: false });

test('forty_calls_at_once_are_all_shown_for_five_seconds', () => {
  let state = take(empty(), picture([], []), 0);
  const calls = Array.from({ length: 40 }, (_, i) => call(i + 1, (i % 5) + 1, 1000));
  state = take(state, picture(calls, []), 1000);
  const seen = new Map();
  for (let now = 1000; now < 120000; now += 250) {
    state = settle(state, now);
    assert.ok(state.rows.length <= ROWS);
    state.rows.forEach((r) => { const s = seen.get(r.id) || { from: now, to: now }; s.to = now; seen.set(r.id, s); });
  }
  assert.equal(seen.size, 40);
  seen.forEach((s, id) => assert.ok(s.to - s.from >= SHOWN_MS - 250, `call ${id} shown ${s.to - s.from} ms`));
});

test('a_visit_that_ended_leaves_after_its_five_seconds', () => {
  let state = take(empty(), picture([], []), 0);
  const at = [{ number: 'А001', desk: 1, serving: false, since_ms: 1000 }];
  state = take(state, picture([call(1, 1, 1000)], at), 1000);
  state = take(state, picture([call(1, 1, 1000)], []), 1500);
  assert.equal(state.rows.length, 1);
  assert.equal(settle(state, 1000 + 8001).rows.length, 0);
});

test('a_board_switched_on_shows_who_is_at_a_desk_without_flashing', () => {
  const state = take(empty(), picture([call(7, 3, 0)], [{ number: 'А007', desk: 3, serving: true, since_ms: 0 }]), 600000);
  assert.deepEqual(state.rows.map((r) => [r.number, r.desk, r.id]), [['А007', 3, 0]]);
});

test('a_no_show_taken_back_is_on_the_board_again', () => {
  const at = [{ number: 'А001', desk: 1, serving: false, since_ms: 1000 }];
  let state = take(take(empty(), picture([], []), 0), picture([call(1, 1, 1000)], at), 1000);
  state = take(state, picture([call(1, 1, 1000)], []), 2000);
  state = settle(state, 10000);
  assert.equal(state.rows.length, 0);
  state = take(state, picture([call(1, 1, 1000)], at), 11000);
  assert.deepEqual(state.rows.map((r) => [r.number, r.desk, r.id]), [['А001', 1, 0]], 'without flashing: nobody called anew');
});

test('a_start_taken_back_gives_the_visitor_the_place_of_somebody_already_served', () => {
  const at = (n, serving) => ({ number: call(n).number, desk: n, serving, since_ms: 1000 * n });
  const calls = [1, 2, 3, 4, 5, 6].map((n) => call(n, n, 1000 * n));
  let state = take(empty(), picture([], []), 0);
  for (const n of [1, 2, 3, 4, 5, 6]) state = take(state, picture(calls.slice(0, n), calls.slice(0, n).map((c) => at(c.id, c.id === 2))), 1000 * n);
  for (let now = 6000; now < 20000; now += 500) state = settle(state, now);
  assert.deepEqual(state.rows.map((r) => r.desk), [6, 5, 4, 3, 1], 'the one served made room');
  state = take(state, picture(calls, calls.map((c) => at(c.id, c.id === 4))), 20000);
  assert.deepEqual(state.rows.map((r) => r.desk), [6, 5, 3, 2, 1], 'the second is awaited again, the fourth is served');
});

test('a_call_taken_back_disturbs_nobody_elses_and_is_not_shown_if_its_turn_has_not_come', () => {
  const calls = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => call(n, n, 1000));
  const at = (upTo) => calls.slice(0, upTo).map((c) => ({ number: c.number, desk: c.desk, serving: false, since_ms: 1000 }));
  let state = take(take(empty(), picture([], []), 0), picture(calls, at(8)), 1000);
  state = take(state, picture(calls.slice(0, 7), at(7)), 1500);
  const seen = new Set();
  for (let now = 1500; now < 40000; now += 500) { state = settle(state, now); state.rows.forEach((r) => seen.add(r.id)); }
  assert.deepEqual([...seen].sort(), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(state.rows.map((r) => r.id), [7, 6, 5, 4, 3]);
  const another = { ...call(9, 8, 41000), number: 'А008' };
  state = take(state, picture([...calls.slice(0, 7), another], [...at(7), { number: 'А008', desk: 8, serving: false, since_ms: 41000 }]), 41000);
  assert.equal(state.rows[0].number, 'А008', 'called anew');
});

test('a_call_shown_late_leaves_though_no_picture_comes_any_more', () => {
  const calls = [1, 2].map((n) => call(n, n, 1000));
  let state = take(take(empty(), picture([], []), 0), picture(calls, []), 1000);
  for (let now = 1000; now < 20000; now += 500) state = settle(state, now);
  assert.equal(state.rows.length, 0);
});

test('a_board_is_dark_when_closed_and_lit_an_hour_before_opening_if_the_office_asks_for_it', () => {
  const at = (doors, more = {}) => ({ dark_when_closed: true, day: { doors, opens: '09:00' }, ...more });
  assert.deepEqual(['00:00', '07:59', '08:00', '08:59'].map((time) => isDark(at('before-opening'), [], time)), [true, true, false, false]);
  assert.equal(isDark(at('closed'), [], '20:00'), true);
  assert.equal(isDark(at('closed'), [{ number: 'А001' }], '20:00'), false, 'somebody is still served');
  assert.equal(isDark(at('open'), [], '12:00'), false);
  assert.equal(isDark(at('registration-ended'), [], '17:50'), false);
  assert.equal(isDark(at('closed', { dark_when_closed: false }), [], '20:00'), false, 'not unless asked');
});

test('a_long_name_keeps_its_surname_in_a_crowded_line', async () => {
  const { shortName } = await module('common/names.js');
  assert.equal(shortName('Анна Соколова'), 'Анна Соколова');
  assert.equal(shortName('Константин Александрович Рождественский'), 'Рождественский\u00a0К.\u00a0А.');
  assert.equal(shortName('Рождественская Александра Петровна'), 'Рождественская\u00a0А.\u00a0П.');
  assert.equal(shortName('Контакт-центр и справочная'), 'Контакт-центр и справочная', 'no person');
});

// What Enter means, by itself.
const { actionsOf, canServe } = await module('desk/actions.js');

test('enter_is_the_next_right_thing_in_every_state', () => {
  const main = (status, waiting) => actionsOf({ status }, waiting).main;
  assert.deepEqual([main('closed', 1), main('free', 1), main('calling', 1), main('serving', 1), main('serving', 0), main('on-break', 1)],
    ['open', 'call-next', 'start', 'finish-next', 'finish', 'resume']);
});

test('a_visitor_sent_to_a_desk_waits_for_that_desk_only', () => {
  const ticket = { only_desk: 2, service: 'benefits' };
  assert.equal(canServe(ticket, { desk: 1, services: ['benefits'] }, 'electronic'), false);
  assert.equal(canServe(ticket, { desk: 2, services: [] }, 'electronic'), true);
});

// The key map, by itself.
const { ACTIONS, DEFAULT_KEYS, assign, isFree } = await module('desk/keys.js');
const { actionOfKey } = await module('desk/actions.js');

test('every_action_has_a_key_and_a_pad_key_or_a_way_on_the_pad', () => {
  // Undo stands under 0 and the outcome under 5 of what «/» opens.
  ACTIONS.forEach((name) => { assert.ok(DEFAULT_KEYS[name][0], name); assert.ok(['undo', 'about'].includes(name) || DEFAULT_KEYS[name][1], name); });
});

test('a_key_given_to_another_action_is_swapped_where_both_are_offered', () => {
  const map = assign(DEFAULT_KEYS, 'transfer', 'NumpadSubtract');
  assert.equal(map.transfer[1], 'NumpadSubtract');
  assert.equal(map.finish[1], 'NumpadAdd');
  assert.equal(map['no-show'][1], 'NumpadAdd');
  assert.equal(actionOfKey({ code: 'NumpadSubtract' }, ['finish', 'transfer'], map), 'transfer');
  assert.equal(actionOfKey({ code: 'NumpadAdd' }, ['finish', 'transfer'], map), 'finish');
  assert.equal(DEFAULT_KEYS.transfer[1], 'NumpadAdd', 'the shipped map stays');
});

test('keys_that_belong_to_enter_digits_and_the_browser_cannot_be_given_away', () => {
  for (const code of ['Enter', 'NumpadEnter', 'Escape', 'Digit4', 'Numpad4', 'F5', 'F11', 'Tab', '']) assert.equal(isFree(code), false, code);
  for (const code of ['F2', 'KeyQ', 'NumpadAdd']) assert.equal(isFree(code), true, code);
});

// The ticket's QR through a scanner that types.
const { openScanner, readTicket } = await module('desk/scan.js');
const scanned = (text, gap) => {
  const scanner = openScanner();
  let at = 1000;
  const codes = [...text].map((c) => (/[0-9]/.test(c) ? `Digit${c}` : c === '-' ? 'Minus' : `Key${c}`));
  let got = null;
  for (const code of [...codes, 'Enter']) { at += gap; got = scanner.key({ code, timeStamp: at }); }
  return got;
};

test('a_scanned_ticket_is_read_whatever_the_keyboard_layout', () => {
  assert.deepEqual(scanned('2026-11-22-A012', 10), { date: '2026-11-22', number: 'А012' });
  assert.deepEqual(scanned('2026-11-22-J003', 10), { date: '2026-11-22', number: 'Ж003' });
  assert.deepEqual(scanned('2026-11-22-1405A001', 10), { date: '2026-11-22', number: '1405А001' });
});

test('what_a_person_types_is_no_scan', () => {
  assert.equal(scanned('2026-11-22-A012', 120), null);
  assert.equal(scanned('012', 10), null);
  assert.equal(readTicket('2026-11-22-012'), null);
  assert.equal(readTicket('2026-11-22-J1000').number, 'Ж1000', 'after 999 there are four digits');
});

test('the_admin_page_has_a_field_for_every_key_of_the_office_file', async () => {
  const { SECTIONS } = await module('admin/fields.js');
  const file = await readFile(path.join(ROOT, 'assets/office.toml'), 'utf8');
  // Hashes come from the field of the PIN, spans of hours stay in the file.
  const apart = ['staff pin_hash', 'staff password_hash', 'kiosk menu_pin_hash', 'voice volume_from', 'voice quiet'];
  const wanted = new Set();
  let section = null;
  for (const line of file.split('\n')) {
    const head = /^\[\[?([a-z_]+)\]\]?$/.exec(line);
    const key = /^(?:# )?([a-z_]+) = /.exec(line);
    if (head) [, section] = head;
    else if (key && section) wanted.add(`${section} ${key[1]}`);
  }
  const has = new Set(SECTIONS.flatMap((s) => s.fields.map((f) => `${s.id} ${f.key}`)));
  assert.deepEqual([...wanted].filter((key) => !has.has(key) && !apart.includes(key)), []);
});
