// One section as a form: each field by its kind, each with a label of its own.
import { html, useState } from '../vendor/preact.js';
import { hasText, own, t } from '../common/text.js';
import { at, valueOf } from './fields.js';

export const label = (section, field) => (hasText(`field-${section}-${field.key.replace(/_/g, '-')}`) ? t(`field-${section}-${field.key.replace(/_/g, '-')}`) : hasText(`field-${field.key.replace(/_/g, '-')}`) ? t(`field-${field.key.replace(/_/g, '-')}`) : field.key);

// Whoever sees reports, people's data or settings (docs/roles.md).
const PASSWORD_ROLES = ['head', 'contact-centre', 'admin'];

function Entry({ id, name, value, onChange, type = 'text', mode }) {
  return html`<label class="row" for=${id}><span>${name}</span>
    <input id=${id} type=${type} inputmode=${mode} class="field" value=${value} autocomplete="off" onChange=${(e) => onChange(e.target.value)} /></label>`;
}

function Field({ section, path, field, data, languages, change }) {
  const here = [...path, field.key];
  const value = at(data, here);
  const id = here.join('-');
  const name = label(section, field);
  const set = (entered, where = here) => change({ path: where, value: valueOf(field, entered) });
  if (field.kind === 'words') {
    return html`<fieldset class="words"><legend>${name}</legend>${languages.map((l) => html`<${Entry} key=${l} id=${`${id}-${l}`} name=${l.toUpperCase()}
      value=${(value && value[l]) || ''} onChange=${(text) => set(text, [...here, l])} />`)}</fieldset>`;
  }
  if (field.kind === 'lines') {
    const all = Array.isArray(value) ? value : [];
    const put = (next) => change({ path: here, value: next });
    return html`<fieldset class="words"><legend>${name}</legend>${all.map((line, i) => html`<div class="line" key=${i}>${languages.map((l) => html`<${Entry} key=${l} id=${`${id}-${i}-${l}`} name=${`${i + 1} ${l.toUpperCase()}`}
        value=${line[l] || ''} onChange=${(text) => put(all.map((other, k) => (k === i ? { ...other, [l]: text } : other)))} />`)}
        <button type="button" class="link-btn" onClick=${() => put(all.filter((_line, k) => k !== i))}>${t('admin-remove-line', { number: i + 1 })}</button></div>`)}
      ${all.length < field.most && html`<button type="button" class="btn small" data-add-line=${field.key} onClick=${() => put([...all, Object.fromEntries(languages.map((l) => [l, '']))])}>${t('admin-add-line')}</button>`}</fieldset>`;
  }
  if (field.kind === 'flag') {
    return html`<label class="row check" for=${id}><input id=${id} type="checkbox" checked=${value === undefined ? field.usual : value} onChange=${(e) => change({ path: here, value: e.target.checked })} /> <span>${name}</span></label>`;
  }
  if (field.kind === 'choice') {
    return html`<label class="row" for=${id}><span>${name}</span><select id=${id} class="field" value=${value || ''} onChange=${(e) => set(e.target.value)}>
      ${(field.values.includes(value) || !value ? [] : [value]).concat(value ? field.values : ['', ...field.values]).map((v) => html`<option key=${v} value=${v}>${hasText(`role-${v}`) && field.key === 'role' ? t(`role-${v}`) : v}</option>`)}</select></label>`;
  }
  if (field.kind === 'secret') {
    const kind = PASSWORD_ROLES.includes(at(data, [...path, 'role'])) || at(data, [...path, 'password_hash']) ? 'password' : 'pin';
    const has = at(data, [...path, `${kind}_hash`]) === true;
    return html`<${Entry} id=${id} name=${t(`field-${kind}-${has ? 'set' : 'none'}`)} type="password" mode=${kind === 'pin' ? 'numeric' : 'text'} value="" onChange=${(entered) => change({ path: [...path, kind], value: entered || null })} />`;
  }
  const shown = Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value);
  return html`<${Entry} id=${id} name=${name} value=${shown} mode=${field.kind === 'number' ? 'numeric' : undefined} onChange=${set} />`;
}

const titleOf = (section, item, index) => {
  const value = item[section.many];
  const said = value && typeof value === 'object' ? own(value) : value;
  return String(said || '') || t('admin-new', { number: index + 1 });
};

/** What tells two of the same name apart: whom a service is for, what a person does. */
function secondOf(section, item, data) {
  if (section.id === 'staff') return item.role ? t(`role-${item.role}`) : '';
  if (section.id !== 'service') return '';
  const segment = (data.segment || []).find((known) => known.id === item.segment);
  return segment ? own(segment.title) : '';
}

export function Section({ section, data, languages, change }) {
  const [open, setOpen] = useState(null);
  const fields = (path) => section.fields.map((f) => html`<${Field} key=${[...path, f.key].join('.')} section=${section.id} path=${path} field=${f} data=${data} languages=${languages} change=${change} />`);
  if (!section.many) return html`<div class="fields">${fields([section.id])}</div>`;
  const items = data[section.id] || [];
  return html`<ul class="items">${items.map((item, i) => html`<li key=${i} class=${open === i ? 'item open' : 'item'}>
      <div class="item-head"><button type="button" class="item-title" aria-expanded=${String(open === i)} data-item=${`${section.id}-${i}`} onClick=${() => setOpen(open === i ? null : i)}>${titleOf(section, item, i)} <small>${secondOf(section, item, data)}</small></button>
        ${open === i && html`<button type="button" class="link-btn" onClick=${() => { setOpen(null); change({ path: [section.id, String(i)], value: null }); }}>${t('admin-remove')}</button>`}</div>
      ${open === i && html`<div class="fields">${fields([section.id, String(i)])}</div>`}</li>`)}</ul>
    <button type="button" class="btn" data-add=${section.id} onClick=${() => { setOpen(items.length); change({ path: [section.id, '+'], value: section.fresh }); }}>${t('admin-add')}</button>`;
}
