// A day in a large office, played by dice: twenty managers, two hall managers
// and a head at their pages, links cut at random, presses doubled, pages
// reloaded, gone back and asleep, a second tab on the same desk, the server
// killed once. At noon and in the evening every page must show what the kept
// events say. Seed: TALON_DAY_SEED; seconds of play each half: TALON_DAY_S.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKS, HALLS, largeOfficeFile, managerOf } from './day/office_file.js';
import { dice, hallManager, live, manager } from './day/people.js';
import { fold, readEntries, whereabouts } from './day/truth.js';
import { PIN, eventually, openOffice } from './office.js';

const SEED = Number(process.env.TALON_DAY_SEED || 20261126);
const HALF_S = Number(process.env.TALON_DAY_S || 10);
const VISITORS = 30; // already there in the morning; the halls bring more
const AT_ONCE = 4; // sign in together: all at once would only measure the machine
const STEADY_MS = 60000; // until every page has the last picture, on a busy machine

async function signedIn(office, account, where, at = office.url) {
  const tab = await office.page({ at });
  tab.linkMayFail = true;
  tab.setDefaultNavigationTimeout(6000);
  tab.setDefaultTimeout(3000);
  const answer = await tab.context().request.post(`${at}/api/v1/session`, { data: { account, pin: PIN } });
  assert.equal(answer.status(), 200, await answer.text());
  tab.home = at + where;
  await tab.goto(tab.home, { timeout: 30000 });
  return tab;
}

const pageTab = async (first, where) => { // a second tab of the same person
  const tab = await first.context().newPage();
  tab.linkMayFail = true;
  tab.setDefaultNavigationTimeout(6000);
  tab.setDefaultTimeout(3000);
  tab.home = first.at + where;
  await tab.goto(tab.home, { timeout: 30000 });
  return tab;
};

/** What a desk page says: who is there, since what, who waits, how many were served. */
const deskSays = (tab) => tab.evaluate(() => {
  const card = document.querySelector('.card');
  const number = card && card.querySelector('.number');
  return {
    link: Boolean(document.querySelector('.link-state.good')), busy: Boolean(document.querySelector('.actions .main[aria-busy=true]')),
    status: card && ['closed', 'free', 'calling', 'serving', 'on-break'].find((s) => card.classList.contains(s)),
    number: number ? number.dataset.number : null,
    queue: [...document.querySelectorAll('.queue ol .line')].map((l) => l.dataset.number),
    parked: [...document.querySelectorAll('[data-parked]')].map((l) => l.dataset.parked).sort(),
    served: Number((document.querySelectorAll('.top .place')[1] || { textContent: '' }).textContent.replace(/\D/g, '')),
  };
});

const hallSays = (tab) => tab.evaluate(() => ({
  link: Boolean(document.querySelector('.link-state.good')),
  queue: [...document.querySelectorAll('.queue .line')].map((l) => l.dataset.number),
  desks: [...document.querySelectorAll('.deskcard')].map((d) => `${d.dataset.desk} ${['closed', 'free', 'calling', 'serving', 'on-break'].find((s) => d.classList.contains(s))} ${d.querySelector('.at').textContent.replace(/\s/g, '')}`),
}));

const headSays = (tab) => tab.evaluate(() => ({
  waiting: Number(document.querySelector('.figures dd, .figures b').textContent),
  desks: [...document.querySelectorAll('tr[class^=is-]')].map((tr) => [Number(tr.cells[0].textContent), (tr.cells[2].querySelector('b') || { textContent: '' }).textContent.replace(/\s/g, ''), Number(tr.cells[4].textContent)]),
}));

const boardSays = (tab) => tab.evaluate(() => [...document.querySelectorAll('.call')].map((c) => `${c.dataset.number} ${c.querySelector('.desk-number').textContent.trim()}`));

/** Every page against the kept events: the same visitors at the same places. */
async function compare(office, pages, when) {
  const { body: queue } = await office.api('GET', '/queue');
  const { body: desks } = await office.api('GET', '/desks');
  const day = fold(await readEntries(office.data));
  const truth = whereabouts(day);
  const numbers = (list) => list.map((t) => t.number);
  assert.deepEqual({ waiting: numbers(queue.waiting).sort(), called: numbers(queue.called).sort(), serving: numbers(queue.serving).sort() },
    { waiting: truth.waiting, called: truth.called, serving: truth.serving }, `${when}: the API tells what was kept`);
  const at = (n) => [...day.tickets].find(([, t]) => t.desk === n && ['called', 'serving'].includes(t.where));
  for (const { tab, desk, name } of pages.desks) {
    const api = desks.find((d) => d.desk === desk);
    const serves = (t) => (t.only_desk ? t.only_desk === desk : api.services.includes(t.service));
    const held = at(desk);
    assert.deepEqual(await deskSays(tab), {
      link: true, busy: false, status: api.status, number: held ? held[0] : null,
      queue: numbers(queue.waiting.filter(serves)), parked: [...day.tickets].filter(([, t]) => t.where === 'parked' && t.desk === desk).map(([n]) => n).sort(), served: day.desk(desk).served,
    }, `${when}: ${name} shows what was kept`);
  }
  for (const { tab, name } of pages.halls) {
    assert.deepEqual(await hallSays(tab), {
      link: true, queue: numbers(queue.waiting),
      desks: desks.map((d) => `${d.desk} ${d.status} ${(at(d.desk) || [''])[0]}`),
    }, `${when}: ${name} shows what was kept`);
  }
  assert.deepEqual(await headSays(pages.head.tab), {
    waiting: truth.waiting.length, desks: desks.map((d) => [d.desk, (at(d.desk) || [''])[0], day.desk(d.desk).served]),
  }, `${when}: the head's page shows what was kept`);
  // The board takes one call a second and shows each for 5 s, so that after a rush it is behind for a while.
  const newest = day.latestInvitations(3).filter(({ number, desk }) => truth.called.includes(number) && day.tickets.get(number).desk === desk).map(({ number, desk }) => `${number} ${desk}`);
  let board = [];
  await eventually(async () => {
    board = await boardSays(pages.board.tab);
    return newest.every((row) => board.includes(row));
  }, () => `${when}: ${newest} stand on the board, which has ${board}`, STEADY_MS + 1000 * day.invitations.length);
  board.forEach((row) => assert.ok(day.everCalled.has(row), `${when}: ${row} on the board was called`));
  return day;
}

/** All hands off: links back, what was kept is sent, every page has the last picture. */
async function steady(office, pages) {
  pages.desks.forEach(({ proxy }) => proxy.pass());
  const all = [...pages.desks, ...pages.halls, pages.head];
  // A page reloaded just while the power was off is the browser's own word of that; a person loads it again.
  for (const { tab } of all) if (tab.url().startsWith('chrome-error:')) await tab.goto(tab.home);
  const still = async ({ tab }) => tab.evaluate(() => Boolean(document.querySelector('.link-state.good')) && !document.querySelector('.actions .main[aria-busy=true]')).catch(() => false);
  for (const one of all) await eventually(() => still(one), `${one.name} is on the link and done`, STEADY_MS);
  let last = null;
  await eventually(async () => { // nothing moves any more, and the database has it too
    const { body } = await office.api('GET', '/queue');
    const now = `${body.seq} ${(await readEntries(office.data)).length}`;
    const same = now === last;
    last = now;
    await new Promise((done) => { setTimeout(done, 700); });
    return same;
  }, 'the office is quiet', STEADY_MS);
}

const began = Date.now();
const say = (what) => console.log(`${((Date.now() - began) / 1000).toFixed(1)} s: ${what}`);

test('a_day_of_twenty_desks_shows_on_every_page_what_the_events_say', { timeout: 600000 + 4000 * HALF_S }, async () => {
  const office = await openOffice({ officeFile: await largeOfficeFile() });
  try {
    const services = (await office.services()).map((s) => s.id);
    const roll = dice(SEED);
    for (let i = 0; i < VISITORS; i += 1) await office.issue(roll.pick(services));
    const book = { presses: 0 };
    const pages = { desks: [], halls: [] };
    const people = [];
    const sitDown = async (i) => {
      const proxy = await office.proxy();
      const tab = await signedIn(office, managerOf(i + 1), '/desk', proxy.url);
      const desk = i + 1;
      pages.desks.push({ tab, desk, proxy, name: `desk ${desk}` });
      people.push([`desk ${desk}`, manager(tab, proxy, dice(SEED + desk), book)]);
      if (desk <= 2) { // a second tab of the same manager, left open and used
        const second = await pageTab(tab, '/desk');
        pages.desks.push({ tab: second, desk, proxy, name: `desk ${desk}, second tab` });
        people.push([`desk ${desk}, second tab`, manager(second, proxy, dice(SEED + 100 + desk), book)]);
      }
    };
    for (let i = 0; i < DESKS; i += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, (_, k) => sitDown(i + k)));
    say('everybody is at the desk');
    for (const [i, account] of HALLS.entries()) {
      const tab = await signedIn(office, account, '/hall');
      pages.halls.push({ tab, name: `hall ${i + 1}` });
      people.push([`hall ${i + 1}`, hallManager(tab, dice(SEED + 200 + i), services)]);
    }
    pages.head = { tab: await signedIn(office, 'golova', '/head'), name: 'head' };
    pages.board = { tab: await office.page({ width: 1920, height: 1080 }), name: 'board' };
    pages.board.tab.linkMayFail = true;
    await pages.board.tab.goto(`${office.url}/board`);
    const door = dice(SEED + 300); // visitors at the kiosk, with a key that the kiosk sends twice
    const kiosk = { async step() {
      const key = `kiosk-${door.below(1e9)}`;
      const take = () => office.api('POST', '/tickets', { service: key.length % 2 ? services[0] : services[1], print: false }, office.tokens.kiosk, { 'Idempotency-Key': key }).catch(() => null);
      const [one, two] = await Promise.all([take(), take()]);
      if (one && two && one.status === 201 && two.status === 201) assert.equal(one.body.number, two.body.number, 'a key gives one ticket');
      await new Promise((done) => { setTimeout(done, 300 + door.below(500)); });
    } };
    people.push(['kiosk', kiosk]);

    async function half(when, meanwhile) {
      const until = Date.now() + HALF_S * 1000;
      const lives = people.map(([name, person]) => live(person, () => Date.now() > until, name));
      const steps = (await Promise.all([Promise.all(lives), meanwhile(until)]))[0];
      say(`hands off ${when}`);
      await steady(office, pages);
      const day = await compare(office, pages, when);
      say(`compared ${when}`);
      return { steps: steps.reduce((a, b) => a + b, 0), day };
    }
    const morning = await half('at noon', async () => {});
    const { steps, day } = await half('in the evening', async (until) => {
      await new Promise((done) => { setTimeout(done, (until - Date.now()) / 3); });
      await office.restart(); // the power, in the middle of everything
    });
    const calls = day.calls.length;
    const own = day.calls.filter(({ by }) => by.startsWith('okno-')).length;
    const ended = [...day.tickets.values()].filter((t) => t.where === 'served').length;
    console.log(`seed ${SEED}: ${morning.steps + steps} acts, ${day.tickets.size} visitors, ${calls} calls, ${own} of them by managers for ${book.presses} presses, ${ended} served`);
    assert.ok(calls > DESKS, 'the office worked');
    assert.ok(own <= book.presses, 'no press called two');
  } finally {
    await office.close();
  }
});
