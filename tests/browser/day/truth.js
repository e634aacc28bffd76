// What the kept events say of the day, folded by rules of its own: the tests'
// second opinion on where every visitor is. Knows nothing of pages or pictures.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Every entry kept in the office's data folder: `{at, by, events}`. The office holds its database alone, so a copy is read. */
export async function readEntries(data) {
  const copy = await mkdtemp(path.join(tmpdir(), 'talon-truth-'));
  try {
    for (const name of ['office.db', 'office.db-wal']) await copyFile(path.join(data, name), path.join(copy, name)).catch(() => {});
    const out = execFileSync('sqlite3', [path.join(copy, 'office.db'), 'select body from entry order by seq'], { maxBuffer: 1 << 28, encoding: 'utf8' });
    return out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  } finally { await rm(copy, { recursive: true, force: true }); }
}

const CLOSED = ['served', 'no-show', 'left', 'not-served'];

/** An event's own name: "parked" of `{event: "park", parking: "parked"}`. */
const nameOf = (event) => ({ park: event.parking, hall: event.act })[event.event] || event.event;

/** The day as it unfolds; every step asserts what must never happen at a counter. */
class Day {
  tickets = new Map(); // number → {where, desk}
  desks = new Map(); // desk → {calls, served, calledAt, acts}
  everCalled = new Set(); // "А012 3"
  calls = [];
  invitations = []; // calls and repeated calls: what a board puts on top

  desk(n) {
    if (!this.desks.has(n)) this.desks.set(n, { calls: 0, served: 0, calledAt: 0, acts: [] });
    return this.desks.get(n);
  }
  is(number, where, desk) {
    const t = this.tickets.get(number);
    assert.ok(t && where.includes(t.where) && (desk === undefined || t.desk === desk), `${number} is ${where}${desk ? ` at desk ${desk}` : ''}, not ${t && `${t.where} at ${t.desk}`}`);
  }
  /** An act of a desk, kept with what it changed, so that it can be taken back. */
  act(number, n, where, at = null) {
    this.desk(n).acts.push({ number, before: { ...this.tickets.get(number) }, served: this.desk(n).served });
    this.tickets.set(number, { where, desk: at });
  }
  /** One act of the desk; a call that finished a visit is two, each told by itself. */
  undo(n, number) {
    const act = this.desk(n).acts.pop();
    assert.equal(act && act.number, number, `desk ${n} takes back what it did last`);
    this.tickets.set(number, act.before);
    this.desk(n).served = act.served;
  }
  latestInvitations(count) { return this.invitations.slice(-count); }
  free(n) { return [...this.tickets.values()].every((t) => t.desk !== n || !['called', 'serving'].includes(t.where)); }
}

const STEPS = {
  'ticket-taken': (day, { number }) => { assert.ok(!day.tickets.has(number), `${number} is issued once`); day.tickets.set(number, { where: 'waiting', desk: null }); },
  'ticket-called': (day, { number, desk }, at) => {
    day.is(number, ['waiting']);
    assert.ok(day.free(desk), `desk ${desk} calls ${number} with nobody else there`);
    assert.ok(at - day.desk(desk).calledAt >= 1500, `desk ${desk} called twice within ${at - day.desk(desk).calledAt} ms`);
    day.act(number, desk, 'called', desk);
    day.desk(desk).calls += 1;
    day.everCalled.add(`${number} ${desk}`);
    day.calls.push({ number, desk, by: day.by });
    day.invitations.push({ number, desk });
    day.desk(desk).calledAt = at;
  },
  'ticket-recalled': (day, { number, desk }) => { day.is(number, ['called'], desk); day.invitations.push({ number, desk }); },
  'ticket-missed': (day, { number, desk, then }) => { day.is(number, ['called'], desk); day.act(number, desk, then.then === 'closed-as-no-show' ? 'no-show' : 'waiting'); },
  'visit-started': (day, { number, desk }) => { day.is(number, ['called'], desk); day.act(number, desk, 'serving', desk); },
  'visit-finished': (day, { number, desk, back_to: back }) => { day.is(number, ['serving'], desk); day.act(number, desk, back ? 'waiting' : 'served'); day.desk(desk).served += 1; },
  'ticket-returned': (day, { number, desk }) => { day.is(number, ['called', 'serving'], desk); day.act(number, desk, 'waiting'); },
  'ticket-transferred': (day, { number, desk }) => { day.is(number, ['called', 'serving'], desk); day.act(number, desk, 'waiting'); },
  parked: (day, { number, desk }) => { day.is(number, ['serving'], desk); day.act(number, desk, 'parked', desk); },
  resumed: (day, { number, desk }) => { day.is(number, ['parked'], desk); day.act(number, desk, 'serving', desk); },
  released: (day, { number, desk }) => { day.is(number, ['parked'], desk); day.tickets.set(number, { where: 'waiting', desk: null }); },
  undone: (day, { number, desk }) => day.undo(desk, number),
  'ticket-revived': (day, { number }) => { day.is(number, CLOSED); day.tickets.set(number, { where: 'waiting', desk: null }); },
  'ticket-cancelled': (day, { number }) => { day.is(number, ['waiting']); day.tickets.set(number, { where: 'left', desk: null }); },
};

export function fold(entries) {
  const day = new Day();
  entries.forEach((entry) => {
    day.by = entry.by;
    entry.events.forEach((event) => { const step = STEPS[nameOf(event)]; if (step) step(day, event, entry.at); });
  });
  return day;
}

/** Numbers by where their visitors are, sorted. */
export function whereabouts(day) {
  const of = (where) => [...day.tickets].filter(([, t]) => t.where === where).map(([n]) => n).sort();
  return { waiting: of('waiting'), called: of('called'), serving: of('serving'), parked: of('parked') };
}
