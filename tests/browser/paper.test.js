// Slips in doubt on the hall manager's tablet: known at once, printed again or
// seen in the visitor's hand, and then gone from the list.
import assert from 'node:assert/strict';
import net from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { axe, eventually, openOffice, signIn } from './office.js';

let office;
let printer;
async function openWith(one) {
  printer = one;
  office = await openOffice({ printer: printer.url });
}
beforeEach(() => { printer = null; });
afterEach(async () => { printer?.close(); await office?.close(); office = null; });

/** A printer in the LAN; `hears(socket, bytes, heard)` with how much came so far. */
async function openPrinter(hears) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    let heard = 0;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => { heard += bytes.length; hears(socket, bytes, heard); });
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return { url: `tcp://127.0.0.1:${server.address().port}`, close() { server.close(); sockets.forEach((socket) => socket.destroy()); } };
}

/** Says that it is well, as often as it is asked. */
function answer(socket, bytes) {
  const asked = [...bytes].filter((byte, i) => byte === 0x10 && bytes[i + 1] === 0x04);
  socket.write(Buffer.from(asked.map(() => 0x12)));
}

/** Says that it is well, takes a piece of a ticket and is gone, until it is told
    to be well: then it takes everything and never speaks. Of one that was mute
    from the start nobody could know that it was gone. */
async function dyingPrinter() {
  let isWell = false;
  const one = await openPrinter((socket, bytes, heard) => {
    if (isWell) return;
    if (heard < 1000) answer(socket, bytes);
    else socket.resetAndDestroy();
  });
  return { ...one, mend() { isWell = true; } };
}

/** Says that it is well, takes the slip and says nothing any more. */
const silentPrinter = () => openPrinter((socket, bytes, heard) => { if (heard < 1000) answer(socket, bytes); });

const listed = (tab) => tab.$$eval('[data-doubtful]', (all) => all.map((line) => line.dataset.doubtful));

test('a_slip_in_doubt_stands_on_the_hall_page_until_somebody_has_seen_to_it', async () => {
  await openWith(await dyingPrinter());
  const [{ id }] = await office.services();
  const tab = await office.page({ width: 1024, height: 768, context: { hasTouch: true } });
  const [{ account }] = await office.accounts('hall');
  await signIn(tab, '/hall', account);
  await tab.tap('[data-action=paper]');
  await tab.waitForSelector('.paper');
  assert.deepEqual(await listed(tab), [], 'nothing to see to');
  await tab.waitForSelector('[data-printer] .key:not([data-left])');
  await tab.tap('[data-action=new-roll]');
  await tab.waitForSelector('[data-printer] [data-left="592"]');
  const first = await office.issue(id);
  const second = await office.issue(id);
  assert.deepEqual([first.print.outcome, second.print.outcome], ['unknown', 'unknown']);
  await tab.waitForSelector(`[data-doubtful="${second.number}"]`);
  assert.deepEqual(await listed(tab), [second.number, first.number], 'latest first');
  assert.match(await tab.textContent('[data-action=paper]'), /2/);
  await axe(tab, 'paper');
  const small = await tab.$$eval('.hall button', (all) => all.filter((e) => e.getBoundingClientRect().height < 47.5).map((e) => e.textContent));
  assert.deepEqual(small, [], 'touch targets of 48 px');

  await tab.tap(`[data-doubtful="${first.number}"] [data-action=in-hand]`);
  await tab.waitForSelector(`[data-doubtful="${first.number}"]`, { state: 'detached' });
  await tab.waitForSelector('[data-said=done]'); // one hand, one thing at a time
  await tab.tap(`[data-doubtful="${second.number}"] [data-action=print]`);
  await eventually(async () => /принтер|printer/.test(await tab.textContent('[data-said]')), 'still in doubt, and said so');
  assert.deepEqual(await listed(tab), [second.number]);
  printer.mend();
  tab.linkMayFail = true; // the office is killed and comes back
  await office.restart();
  await tab.waitForSelector(`[data-doubtful="${second.number}"]`);
  await eventually(async () => { await tab.tap(`[data-doubtful="${second.number}"] [data-action=print]`, { timeout: 500 }).catch(() => {}); return (await listed(tab)).length === 0; }, 'printed again and off the list');
  assert.doesNotMatch(await tab.textContent('[data-action=paper]'), /[0-9]/);
});

test('a_printer_that_falls_silent_holds_no_booking_back', async () => {
  await openWith(await silentPrinter());
  const tab = await office.page();
  await signIn(tab, '/booking', (await office.accounts('hall'))[0].account);
  await tab.click('.services [data-service]');
  await tab.click('.slots [data-slot]:not([disabled])');
  await tab.fill('[name=name]', 'Анна');
  await tab.click('[data-action=save]');
  // The printer is waited for longer than the page waits for anything else.
  await tab.waitForSelector('[data-code]');
  assert.match(await tab.textContent('.made .late'), /.+/, 'and that the slip is in doubt is said');
});
