// The API as another program meets it: the example of docs/api.md, the feed's
// resume, and a description that holds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, openOffice } from './office.js';

let office;
before(async () => { office = await openOffice(); });
after(async () => { await office?.close(); });

test('the_python_example_of_the_docs_runs', async () => {
  const docs = await readFile(path.join(ROOT, 'docs/api.md'), 'utf8');
  const example = /```python\n([\s\S]*?)```/.exec(docs)[1];
  const child = spawn('python3', ['-c', example], { env: { ...process.env, TALON_URL: office.url, TALON_TOKEN: office.tokens.hall }, timeout: 20000 });
  let said = '';
  child.stdout.on('data', (d) => { said += d; });
  child.stderr.on('data', (d) => { said += d; });
  const code = await new Promise((done) => { child.once('exit', done); });
  assert.equal(code, 0, said);
  assert.match(said, /^called .+ because: .+\ndesk 1 shows /m);
});

/** The first events of a feed. */
async function events(count) {
  const stop = new AbortController();
  const answer = await fetch(`${office.url}/api/v1/feed?view=staff`, { headers: { Authorization: `Bearer ${office.tokens.hall}` }, signal: stop.signal });
  let text = '';
  for await (const part of answer.body) {
    text += Buffer.from(part).toString();
    if (text.split('\n\n').length > count) break;
  }
  stop.abort();
  return text.split('\n\n').slice(0, count).map((block) => Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s))));
}

test('a_feed_opened_again_begins_with_the_picture_as_it_is_now', async () => {
  const [, first] = await events(2);
  assert.equal(first.event, 'picture');
  const [service] = await office.services();
  const { number } = await office.issue(service.id);
  const [hello, next] = await events(2);
  assert.ok(JSON.parse(hello.data).seq > JSON.parse(first.data).seq);
  assert.ok(JSON.parse(next.data).waiting.some((w) => w.number === number));
});

test('every_path_of_the_description_says_what_it_needs_and_how_it_fails', async () => {
  const { body } = await office.api('GET', '/openapi.json');
  assert.match(body.openapi, /^3\.1/);
  for (const [where, item] of Object.entries(body.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!['get', 'put', 'post', 'delete'].includes(method)) continue;
      assert.ok(operation.operationId, `${method} ${where}`);
      assert.ok(Object.keys(operation.responses).some((code) => code.startsWith('2') || code.startsWith('3')), `${method} ${where}`);
      const named = [...where.matchAll(/\{([a-z_]+)\}/g)].map((m) => m[1]).sort();
      const declared = (operation.parameters || []).filter((p) => p.in === 'path').map((p) => p.name).sort();
      assert.deepEqual(declared, named, `${method} ${where}`);
    }
  }
});

test('an_unknown_token_and_a_foreign_page_are_told_so_in_the_askers_language', async () => {
  const answer = await fetch(`${office.url}/api/v1/queue`, { headers: { Authorization: 'Bearer nonsense', 'Accept-Language': 'en' } });
  assert.equal(answer.status, 401);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal((await answer.json()).code, 'sign-in-needed');
});

test('an_unknown_address_is_a_page_for_a_person_and_json_for_a_program', async () => {
  const ask = (accept) => fetch(`${office.url}/nothing`, { headers: { Accept: accept, 'Accept-Language': 'ru' } });
  const page = await ask('text/html,application/xhtml+xml,*/*;q=0.8');
  assert.deepEqual([page.status, page.headers.get('content-type')], [404, 'text/html; charset=utf-8']);
  assert.match(await page.text(), /ничего нет[^]*href="\/"/);
  const json = await ask('*/*');
  assert.deepEqual([json.status, (await json.json()).code], [404, 'no-such-page']);
});

test('a_key_with_a_control_sign_is_refused_before_anything_is_done', async () => {
  const answer = await office.api('POST', '/printer/queue', {}, office.tokens.hall, { 'Idempotency-Key': 'a\tb' });
  assert.deepEqual([answer.status, answer.body.code], [400, 'bad-key']);
});

test('an_address_with_what_is_not_known_here_is_told_so_and_not_sent_to_it', async () => {
  for (const where of ['/feed?view=voice', '/feed?view=staff&view=board', '/desks/eins']) {
    const answer = await office.api('GET', where);
    assert.deepEqual([answer.status, answer.body.code], [400, 'wrong-address'], where);
    assert.match(answer.body.detail, /openapi/);
  }
});
