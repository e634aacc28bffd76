// A demo office of its own for every test, and a browser before it.
// Promises: leaves no process and no folder behind; a console error on any page
// fails the test. Never: touches an office it did not start.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const BIN = process.env.TALON_BIN || path.join(ROOT, 'target/debug/talon');
const BROWSER = process.env.TALON_CHROMIUM || '/usr/bin/chromium';
export const PIN = process.env.TALON_DEMO_PIN || '111111';
const SHOTS = process.env.TALON_SHOTS; // a folder to look at the pages afterwards
const PATIENCE_MS = 60000; // for anything at all, on a machine that is busy with other things
/** Two presses of a person are further apart, not a double one, ms. */
export const TWICE_MS = 330;

/** Starts `talon demo`, with an office file or a printer of its own if asked; gives `{url, tokens, data, api, accounts, browser, page, proxy, close}`. */
export async function openOffice({ officeFile = null, printer = 'preview' } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'talon-pages-'));
  if (officeFile) {
    await writeFile(path.join(data, 'office.toml'), officeFile);
    await mkdir(path.join(data, 'office.toml.versions')); // a file with earlier versions is somebody's: the demo keeps it
  }
  const begin = (listen) => spawn(BIN, ['demo', '--headless', '--json', '--listen', listen, '--data', data, '--printer', printer], { stdio: ['ignore', 'pipe', 'inherit'] });
  let child = begin('127.0.0.1:0');
  const ready = await firstLine(child);
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  const url = ready.url.replace(/\/$/, '');
  const troubles = [];
  const proxies = [];

  async function api(method, where, body, token = ready.tokens.hall, headers = {}) {
    const answer = await fetch(`${url}/api/v1${where}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': Math.random().toString(36), ...headers },
      body: method === 'GET' ? undefined : JSON.stringify(body || {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  }

  async function page({ at = url, width = 1366, height = 768, context = {} } = {}) {
    const place = await browser.newContext({ viewport: { width, height }, ...context });
    const tab = await place.newPage();
    tab.setDefaultTimeout(PATIENCE_MS);
    watch(tab, troubles);
    tab.at = at;
    return tab;
  }

  return {
    url, data, tokens: ready.tokens, browser, page, api, troubles,
    async services() {
      const { body } = await api('GET', '/services');
      return Array.isArray(body) ? body : body.services;
    },
    accounts: async (role) => (await (await fetch(`${url}/api/v1/accounts`)).json()).filter((a) => a.role === role),
    async issue(service, more = {}) {
      const answer = await api('POST', '/tickets', { service, ...more });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body;
    },
    async proxy() { const p = await openProxy(new URL(url)); proxies.push(p); return p; },
    /** Power off, and on again with the same data at the same address. */
    async restart() {
      child.kill('SIGKILL');
      await ended(child);
      child = begin(new URL(url).host);
      await firstLine(child);
    },
    async close() {
      await browser.close();
      proxies.forEach((p) => p.close());
      child.kill('SIGTERM');
      await ended(child);
      await rm(data, { recursive: true, force: true });
      assert.deepEqual(troubles, []);
    },
  };
}

const ended = (child) => new Promise((done) => { if (child.exitCode !== null || child.signalCode) done(); else child.once('exit', done); });

function firstLine(child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${BIN} did not say it is ready`)), PATIENCE_MS);
    child.once('exit', (code) => reject(new Error(`${BIN} ended with ${code}`)));
    child.once('error', reject);
    createInterface({ input: child.stdout }).once('line', (line) => { clearTimeout(late); resolve(JSON.parse(line)); });
  });
}

function watch(tab, troubles) {
  tab.on('pageerror', (error) => troubles.push(`page error: ${error.stack || error}`));
  tab.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const where = message.location().url || '';
    // Asking who is signed in, and a wrong PIN, are answered 401; what is not theirs 403; a refusal 409
    // or 412, a PIN that will not do 422; a link cut on purpose fails. The browser writes each to its console.
    if (/status of (401|403|409|412)/.test(message.text()) && where.includes('/api/v1/')) return;
    if (/status of 422/.test(message.text()) && where.endsWith('/session/secret')) return;
    if (/net::ERR_/.test(message.text()) && tab.linkMayFail) return;
    // On a slow machine, or with its link cut, a page has its fonts seconds before a text to draw.
    if (/preloaded using link preload/.test(message.text())) return;
    troubles.push(`${message.type()}: ${message.text()} (${where})`);
  });
}

/** A TCP proxy before the office: passes, goes silent (half-open), swallows answers, is shut, or has slept. */
async function openProxy(target) {
  const pairs = new Set();
  let mode = 'pass';
  let slept = 0;
  const server = net.createServer((inner) => {
    if (mode === 'shut') { inner.destroy(); return; }
    const outer = net.connect(Number(target.port), target.hostname);
    const pair = [inner, outer];
    pair.at = slept;
    pairs.add(pair);
    const end = () => { inner.destroy(); outer.destroy(); pairs.delete(pair); };
    const isAwake = () => pair.at === slept;
    inner.on('data', (d) => { if (isAwake() && (mode === 'pass' || mode === 'swallow')) outer.write(d); });
    outer.on('data', (d) => { if (isAwake() && mode === 'pass') inner.write(d); });
    [inner, outer].forEach((s) => { s.on('error', end); s.on('close', end); });
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const drop = () => pairs.forEach((p) => p.forEach((s) => s.destroy()));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    pass() { mode = 'pass'; drop(); },
    silent() { mode = 'silent'; },
    swallow() { mode = 'swallow'; },
    /** What was connected hears and says nothing any more, and nobody closed it; who connects now is served. */
    sleep() { slept += 1; },
    shut() { mode = 'shut'; drop(); },
    close() { drop(); server.close(); },
  };
}

/** Signs in on the page that is open at `where`. */
export async function signIn(tab, where, account, pin = PIN) {
  await tab.goto(tab.at + where);
  await tab.click(`[data-account="${account}"]`);
  await tab.fill('#pin', pin);
  await tab.keyboard.press('Enter');
}

/** The `which`th manager at a desk of their own, ready to call; `tab.desk` is its number. */
export async function atDesk(office, which, options) {
  const tab = await office.page(options);
  const account = (await office.accounts('desk'))[which];
  await signIn(tab, '/desk', account.account);
  await tab.waitForSelector('.choose, .desk');
  tab.desk = account.desk || which + 1;
  if (await tab.$('.choose')) await tab.click(`[data-desk="${tab.desk}"]`);
  await tab.waitForSelector('.desk .card.free, .desk .card.closed');
  if (await tab.$('.card.closed')) await press(tab, 'Enter', '.card.free');
  await tab.waitForSelector('.link-state.good');
  await settled(tab);
  await tab.waitForTimeout(TWICE_MS); // whatever is pressed next is no double press
  return tab;
}

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** An accessibility checker minds nothing here. The page is kept as a picture if a folder for them is named. */
export async function axe(tab, where) {
  if (SHOTS) await tab.screenshot({ path: path.join(SHOTS, `${where.replace(/[^\p{L}\d-]+/gu, '-')}.png`) });
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' | ')}`), [], where);
}

/** Waits until the desk's hand is free. */
export const settled = (tab) => tab.waitForSelector('.actions .main[aria-busy="false"]');

/** Presses a key as a person does who has seen what the last one did, and waits for what it shows. */
export async function press(tab, key, shows = null) {
  await settled(tab);
  await tab.waitForTimeout(TWICE_MS);
  await tab.keyboard.press(key);
  if (shows) await tab.waitForSelector(shows);
}

/** Everything the picture of the office says about who is where. */
export async function whoIsWhere(office) {
  const { body } = await office.api('GET', '/queue');
  const numbers = (list) => list.map((x) => x.number);
  return { waiting: numbers(body.waiting), called: numbers(body.called), serving: numbers(body.serving) };
}

/** Waits until `check` gives something true, for at most `ms`; `what` is a text, or gives one when it is needed. */
export async function eventually(check, what, ms = PATIENCE_MS) {
  const until = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > until) assert.fail(`never happened: ${typeof what === 'function' ? what() : what}`);
    await new Promise((done) => { setTimeout(done, 50); });
  }
}
