// What the forms ask for: the sections of the office file and their fields. Pure.
// A field's kind says how it is edited; the server's checks say what is right.

const text = (key) => ({ key, kind: 'text' });
const number = (key) => ({ key, kind: 'number' });
const words = (key) => ({ key, kind: 'words' });
const list = (key) => ({ key, kind: 'list' });
const flag = (key) => ({ key, kind: 'flag' });
const choice = (key, ...values) => ({ key, kind: 'choice', values });

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Sections in the order of the page. `many`: a list of sections with a title field. */
export const SECTIONS = [
  { id: 'office', fields: [words('name'), words('direct_line'), text('time_zone'), list('languages')] },
  { id: 'hours', fields: DAYS.map(text) },
  { id: 'exception', many: 'date', fields: [text('date'), text('until'), text('hours'), words('note')], fresh: { date: '', hours: 'closed' } },
  { id: 'segment', many: 'title', fields: [text('id'), words('title'), words('kiosk_title'), words('hint'), choice('icon', 'home', 'business')], fresh: { id: '', title: {}, kiosk_title: {}, hint: {}, icon: 'home' } },
  { id: 'service', many: 'title', fields: [text('id'), words('title'), text('segment'), text('series'), number('expected_minutes'), words('bring')], fresh: { id: '', segment: '', series: '', title: {}, expected_minutes: 10 } },
  { id: 'desk', many: 'number', fields: [number('number'), list('services'), number('auto_call_seconds')], fresh: { number: 0, services: [] } },
  { id: 'staff', many: 'name', fields: [text('id'), text('name'), choice('role', 'desk', 'hall', 'head', 'reserve', 'admin'), number('desk'), list('services'), { key: 'pin', kind: 'pin' }], fresh: { id: '', name: '', role: 'desk' } },
  { id: 'printer', many: 'id', fields: [text('id'), text('url'), number('width_mm'), choice('mode', 'raster', 'text'), text('profile')], fresh: { id: '', url: '' } },
  { id: 'screen', many: 'id', fields: [text('id'), choice('kind', 'kiosk', 'board'), choice('mode', 'fullscreen', 'window'), text('output'), number('rotate'), text('printer')], fresh: { id: '', kind: 'board' } },
  { id: 'voice', fields: [flag('enabled'), text('device')] },
  { id: 'ticket', fields: [words('thanks')] },
  { id: 'limits', fields: ['registration_ends_before_closing_min', 'target_wait_min', 'target_share_percent', 'peak_waiting_per_desk', 'appointment_credit_min', 'privileged_credit_min', 'no_show_pause_min', 'no_show_limit', 'max_waiting'].map(number) },
];

/** What the file has now at a path, or undefined. */
export const at = (data, path) => path.reduce((inner, step) => (inner === undefined || inner === null ? undefined : inner[step]), data);

/** A copy of `data` with one change made, as the server will make it. */
export function changed(data, { path, value }) {
  const copy = JSON.parse(JSON.stringify(data));
  const last = path[path.length - 1];
  let inner = copy;
  for (const [i, step] of path.slice(0, -1).entries()) {
    if (inner[step] === undefined) inner[step] = path[i + 1] === '+' ? [] : {};
    inner = inner[step];
  }
  if (last === '+') inner.push(value);
  else if (value === null && Array.isArray(inner)) inner.splice(Number(last), 1);
  else if (value === null) delete inner[last];
  else inner[last] = value;
  return copy;
}

/** The changes with one more; a second change of the same place replaces the first. */
export function withChange(changes, change) {
  const key = JSON.stringify(change.path);
  const structural = change.path.includes('+') || (change.value === null && change.path.length === 2);
  const last = changes.length - 1;
  const same = structural ? -1 : changes.findIndex((c, i) => JSON.stringify(c.path) === key && changes.slice(i + 1).every((later) => later.value !== null || later.path.length !== 2) && i <= last);
  return same < 0 ? [...changes, change] : changes.map((c, i) => (i === same ? change : c));
}

/** What a field's text means as a value of the file; null takes the key away. */
export function valueOf(field, entered) {
  const trimmed = typeof entered === 'string' ? entered.trim() : entered;
  if (trimmed === '') return null;
  if (field.kind === 'number') return /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
  if (field.kind === 'list') return trimmed.split(/[\s,]+/).filter(Boolean);
  return trimmed;
}
