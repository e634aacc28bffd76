// What the forms ask for: the sections of the office file and their fields. Pure.
// A field's kind says how it is edited; the server's checks say what is right.

const text = (key) => ({ key, kind: 'text' });
const number = (key) => ({ key, kind: 'number' });
const words = (key) => ({ key, kind: 'words' });
const list = (key) => ({ key, kind: 'list' });
const numbers = (key) => ({ key, kind: 'numbers' });
const lines = (key, most) => ({ key, kind: 'lines', most });
/** `usual`: what holds where the file says nothing. */
const flag = (key, usual = true) => ({ key, kind: 'flag', usual });
const choice = (key, ...values) => ({ key, kind: 'choice', values });

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Sections in the order of the page. `many`: a list of sections with a title field. */
export const SECTIONS = [
  { id: 'office', fields: [words('name'), words('direct_line'), text('time_zone'), list('languages')] },
  { id: 'hours', fields: DAYS.map(text) },
  { id: 'exception', many: 'date', fields: [text('date'), text('until'), text('hours'), words('note')], fresh: { date: '', hours: 'closed' } },
  { id: 'segment', many: 'title', fields: [text('id'), words('title'), words('kiosk_title'), words('hint'), choice('icon', 'home', 'business', 'calendar', 'document', 'phone')], fresh: { id: '', title: {}, kiosk_title: {}, hint: {}, icon: 'home' } },
  { id: 'group', many: 'title', fields: [text('id'), text('parent'), words('title'), words('hint')], fresh: { id: '', parent: '', title: {} } },
  { id: 'service', many: 'title', fields: [text('id'), words('title'), text('segment'), text('group'), text('series'), number('expected_minutes'), words('bring'), words('remote'), flag('booked')], fresh: { id: '', segment: '', series: '', title: {}, expected_minutes: 10 } },
  { id: 'desk', many: 'number', fields: [number('number'), list('services'), number('auto_call_seconds')], fresh: { number: 0, services: [] } },
  { id: 'zone', many: 'name', fields: [text('id'), words('name'), numbers('desks')], fresh: { id: '', name: {}, desks: [] } },
  { id: 'staff', many: 'name', fields: [text('id'), text('name'), choice('role', 'desk', 'hall', 'head', 'reserve', 'contact-centre', 'admin'), number('desk'), list('services'), { key: 'secret', kind: 'secret' }, flag('renew', false), text('directory')], fresh: { id: '', name: '', role: 'desk' } },
  { id: 'statement', many: 'title', fields: [text('id'), words('title'), number('working_days'), flag('complaint', false)], fresh: { id: '', title: {}, working_days: 10 } },
  { id: 'topic', many: 'title', fields: [text('id'), words('title')], fresh: { id: '', title: {} } },
  { id: 'outcome', many: 'title', fields: [text('id'), words('title')], fresh: { id: '', title: {} } },
  { id: 'printer', many: 'id', fields: [text('id'), text('url'), number('width_mm'), choice('mode', 'raster', 'text'), text('profile'), number('code_page'), number('roll_m')], fresh: { id: '', url: '' } },
  { id: 'screen', many: 'id', fields: [text('id'), choice('kind', 'kiosk', 'board'), choice('mode', 'fullscreen', 'window'), text('output'), number('rotate'), text('printer'), list('services'), numbers('desks')], fresh: { id: '', kind: 'board' } },
  { id: 'kiosk', fields: [number('ask_over_min'), flag('privileged', false), flag('rating', false), number('idle_s'), flag('dark_when_closed', false)] },
  { id: 'voice', fields: [flag('enabled'), list('languages'), text('device'), flag('chime_only', false), number('volume'), text('clips_dir')] },
  { id: 'ticket', fields: [list('order'), text('logo'), flag('qr'), lines('closing', 4), words('thanks')], preview: true },
  { id: 'board', fields: [lines('ticker', 20), text('slides_dir'), number('slide_s')] },
  { id: 'limits', fields: ['registration_ends_before_closing_min', 'live_waiting_per_desk', 'target_wait_min', 'target_share_percent', 'live_target_share_percent', 'peak_waiting_per_desk',
    'appointment_credit_min', 'appointment_late_min', 'appointment_early_min', 'appointment_slot_min', 'appointment_share_percent', 'appointment_days_ahead', 'privileged_credit_min', 'short_window_min',
    'no_show_pause_min', 'no_show_limit', 'no_show_return_min', 'min_between_calls_ms', 'undo_s', 'max_waiting', 'keep_people_days'].map(number) },
  { id: 'live_queue', fields: [choice('order', 'first-come', 'keep-services')] },
  { id: 'storage', fields: [text('data_dir'), text('journal_dir'), text('backup_dir')] },
  { id: 'network', fields: [text('listen'), list('allowed_hosts'), choice('tls', 'own', 'files', 'off'), text('certificate'), text('key')] },
  { id: 'directory', fields: [list('urls'), choice('tls', 'on', 'off'), text('ca'), text('bind_as'), text('base'), text('filter'), text('reader'), text('reader_password_file'), number('wrong_tries')] },
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
  if (field.kind === 'numbers') return trimmed.split(/[\s,]+/).filter(Boolean).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (field.kind === 'list') return trimmed.split(/[\s,]+/).filter(Boolean);
  return trimmed;
}
