// Those who play the day: managers at desks, hall managers, the head, visitors
// at the door. Each has dice of their own, so that a seed gives the same people.
import { settled } from '../office.js';

/** Repeatable dice (mulberry32). */
export function dice(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return {
    next, below,
    pick: (list) => list[below(list.length)],
    /** `[[weight, thing], …]` → a thing. */
    weighted(list) {
      let at = next() * list.reduce((sum, [w]) => sum + w, 0);
      return (list.find(([w]) => { at -= w; return at < 0; }) || list[list.length - 1])[1];
    },
  };
}

const TWICE_MS = 320; // two presses of a person, not a double one
const PACE_MS = 1200; // between a manager's acts: what two processors draw on two dozen pages
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** How the link of one page is cut, and comes back. */
async function cutLink(proxy, roll, ms = 400 + roll.below(1800)) {
  roll.pick([() => proxy.shut(), () => proxy.silent(), () => proxy.swallow()])();
  await pause(ms);
  proxy.pass();
}

/** A PC that sleeps: the page stands still, the link dies, then both are back. */
async function sleep(tab, proxy, ms) {
  const cdp = await tab.context().newCDPSession(tab);
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  proxy.silent();
  await pause(ms);
  proxy.pass();
  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
  await cdp.detach();
}

/** One manager: what is pressed next, by what the page shows. `book.presses` counts Enter. */
export function manager(tab, proxy, roll, book) {
  const status = () => tab.$eval('.card', (c) => ['closed', 'free', 'calling', 'serving', 'on-break'].find((s) => c.classList.contains(s)), null).catch(() => null);
  async function key(code) { await tab.keyboard.press(code); await pause(TWICE_MS); }
  async function enter() {
    book.presses += 1; // a double press is one
    if (roll.next() < 0.2) { await tab.keyboard.press('Enter'); await pause(40); } // a double press
    await key('Enter');
  }
  const acts = {
    closed: [[1, 'enter']],
    free: [[14, 'enter'], [1, 'break'], [1, 'resume-parked'], [1, 'undo']],
    calling: [[12, 'enter'], [2, 'F2'], [1, 'F8'], [1, 'F7'], [1, 'undo']],
    serving: [[12, 'enter'], [3, 'F3'], [1, 'F7'], [2, 'transfer'], [2, 'F2'], [1, 'note'], [1, 'undo']],
    'on-break': [[1, 'enter']],
  };
  const trouble = [[80, null], [3, 'cut'], [3, 'press-and-cut'], [1, 'sleep'], [1, 'reload'], [1, 'back']];

  async function act(state, what) {
    switch (what) {
      case 'enter': return enter();
      case 'undo': return key('Backspace');
      case 'note': await tab.fill('.note', `заметка ${roll.below(1000)}`, { timeout: 1000 }).catch(() => {}); return key('Escape');
      case 'break': await key('F9'); await key(roll.pick(['1', '2', '3'])); return key('Enter');
      case 'resume-parked': await key('F2'); return key(roll.next() < 0.3 ? 'Escape' : 'Enter');
      case 'transfer': {
        await key('F4');
        for (const digit of String(1 + roll.below(14))) await key(digit);
        return key(roll.next() < 0.2 ? 'Escape' : 'Enter');
      }
      default: return key(what);
    }
  }
  async function disturb(what) {
    switch (what) {
      case 'cut': return cutLink(proxy, roll);
      case 'press-and-cut': { // the press leaves, its answer does not arrive, or nothing arrives
        const state = await status();
        if (roll.next() < 0.5) proxy.swallow(); else proxy.shut();
        if (state) await enter();
        await pause(300 + roll.below(1500));
        return proxy.pass();
      }
      case 'sleep': return sleep(tab, proxy, 1000 + roll.below(3000));
      case 'reload': return tab.reload();
      case 'back': await tab.goto('about:blank'); return tab.goBack();
      default: return null;
    }
  }
  return {
    /** One thing done; what the link or a reload made impossible is no mistake. */
    async step() {
      await disturb(roll.weighted(trouble));
      await settled(tab).catch(() => {}); // a cut link may keep it busy
      const state = await status();
      if (state && acts[state]) await act(state, roll.weighted(acts[state]));
      await pause(PACE_MS + roll.below(PACE_MS));
    },
  };
}

/** A hall manager: issues tickets, finds visitors, sends them, calls to a desk. */
export function hallManager(tab, roll, services) {
  const click = (selector) => tab.click(selector, { timeout: 1500 }).catch(() => {});
  return {
    async step() {
      const what = roll.weighted([[8, 'issue'], [2, 'desk'], [2, 'ticket'], [1, 'reload'], [1, 'solved']]);
      if (what === 'issue') {
        await click('[data-action=back], .issued .btn.main');
        await tab.dblclick(`[data-service="${roll.pick(services)}"]`, { timeout: 1500 }).catch(() => {});
      } else if (what === 'desk') {
        await click(`[data-desk="${1 + roll.below(20)}"]`);
        await click(`[data-action=${roll.pick(['call-next', 'start', 'recall', 'finish'])}]`);
        await click('.detail .btn.small');
      } else if (what === 'ticket') {
        await tab.$$eval('.queue .line', (lines, at) => { if (lines.length) lines[at % lines.length].click(); }, roll.below(1000)).catch(() => {});
        await click('.detail .btn.small');
      } else if (what === 'solved') await click('[data-action=solved]');
      else await tab.reload();
      await pause(PACE_MS + roll.below(PACE_MS));
    },
  };
}

/** Does `step` until it is time; a step that a cut made impossible is tried anew. */
export async function live(person, isOver, name) {
  let steps = 0;
  while (!isOver()) {
    try { await person.step(); steps += 1; } catch (error) {
      if (!/Timeout|net::ERR|Execution context|frame was detached|navigat|interrupted/i.test(String(error))) throw new Error(`${name}: ${error.stack || error}`);
    }
  }
  return steps;
}
