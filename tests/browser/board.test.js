// A TV's board outside the office's hours, dark if the office file asks for it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ROOT, atDesk, eventually, openOffice, press } from './office.js';

let office;
beforeEach(async () => {
  const shipped = await readFile(path.join(ROOT, 'assets/office.toml'), 'utf8');
  office = await openOffice({ officeFile: shipped.replace('dark_when_closed = false', 'dark_when_closed = true') });
});
afterEach(async () => { await office?.close(); office = null; });

test('the_board_is_dark_when_closed_lit_when_opened_again_and_for_whoever_is_still_there', async () => {
  const head = (where, body) => office.api('POST', where, body, office.tokens.head);
  const board = await office.page({ width: 1920, height: 1080 });
  await board.goto(`${board.at}/board`);
  await board.waitForSelector('.welcome');
  assert.equal((await head('/day/close', { even_with_people: false })).status, 200);
  await board.waitForSelector('.board.dark');
  assert.equal(await board.evaluate(() => document.body.innerText.trim()), '', 'nothing burns into the screen');
  assert.equal(await board.$eval('.board', (b) => getComputedStyle(b).backgroundColor), 'rgb(0, 0, 0)');
  assert.equal((await head('/day/reopen')).status, 200);
  await board.waitForSelector('.board:not(.dark) .foot');

  const [service] = await office.services();
  await office.issue(service.id);
  const desk = await atDesk(office, 0);
  await press(desk, 'Enter', '.card.calling');
  await press(desk, 'Enter', '.card.serving');
  await board.waitForSelector('.calls .call');
  const closed = await head('/day/close', { even_with_people: true });
  assert.equal(closed.status, 200, JSON.stringify(closed.body));
  await desk.waitForFunction(() => !document.querySelector('.card.free'));
  assert.ok(await board.$('.board:not(.dark) .call'), 'whoever is at a desk stays on the board');
  await press(desk, 'F3', '.card.free, .card.closed');
  await board.waitForSelector('.board.dark');
});

test('the_board_tells_the_wait_of_those_who_wait_though_another_desk_is_free', async () => {
  const board = await office.page({ width: 1920, height: 1080 });
  await board.goto(`${board.at}/board`);
  const [service] = await office.services();
  for (let i = 0; i < 12; i += 1) await office.issue(service.id);
  await eventually(async () => {
    const { wait } = (await office.services()).find((s) => s.id === service.id);
    const told = await board.textContent('.box.wait b');
    return wait && wait.to_min > 1 && told.includes(` ${wait.to_min} `);
  }, 'the board tells how long the twelve wait');
});
