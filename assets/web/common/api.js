// One request to the server, with a deadline and the language of the page.
// Promises: always ends (answer, Problem or Unreachable). Never: retries; that
// is the business of commands.js, which knows what a repeat means.
import { language, t } from './text.js';

// Longer than the slowest answer of a busy appliance (a stalled disk is waited
// for at most 0.5 s), shorter than a person's patience.
const DEADLINE_MS = 4000;
// What may come with a slip also waits for the printer's word, 5.25 s at most.
const PAPER_MS = 7000;
const PAPER = /^\/api\/v1\/(tickets|appointments|callbacks|statements|printer)\b/;

/** The server said no: `code` is stable, `message` is for people. */
export class Problem extends Error {
  constructor(status, body) {
    super((body && (body.detail || body.title)) || t('problem-unknown', { status }));
    this.status = status;
    this.code = (body && body.code) || `http-${status}`;
  }
}

/** No answer came: nobody knows whether the request arrived. */
export class Unreachable extends Error {}

/** Sends one request; gives `{status, body}`, or throws Problem or Unreachable. */
export async function request(method, path, { body, headers } = {}) {
  const abort = new AbortController();
  const deadline = setTimeout(() => abort.abort(), method === 'POST' && PAPER.test(path) ? PAPER_MS : DEADLINE_MS);
  try {
    const answer = await fetch(path, {
      method,
      signal: abort.signal,
      cache: 'no-store',
      headers: {
        Accept: 'application/json',
        'Accept-Language': language(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    let value = null;
    try { value = text ? JSON.parse(text) : null; } catch { /* not JSON: a proxy's page */ }
    if (!answer.ok) throw new Problem(answer.status, value);
    return { status: answer.status, body: value };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Unreachable(String(error));
  } finally {
    clearTimeout(deadline);
  }
}

export const get = async (path) => (await request('GET', path)).body;
