// What the pages say: Fluent messages in the chosen language.
// Promises: one language at a time, remembered in this browser; a missing key
// shows as the key itself, so that a gap is seen and never silent.
// Never: builds sentences out of pieces in code.
import { FluentBundle, FluentResource } from '../vendor/fluent.js';

export const LANGUAGES = ['ru', 'en'];
const LOCALES = { ru: 'ru-RU', en: 'en-GB' };
const REMEMBER_AS = 'talon.language';

let bundle = null;
let current = 'ru';
let areas = []; // language files beside pages.ftl that this page speaks from

/** The language in use: "ru" or "en". */
export const language = () => current;

function wanted() {
  const asked = new URLSearchParams(location.search).get('lang');
  if (LANGUAGES.includes(asked)) return asked;
  let kept = null;
  try { kept = localStorage.getItem(REMEMBER_AS); } catch { /* storage may be switched off */ }
  return LANGUAGES.includes(kept) ? kept : 'ru';
}

/** Names the page's own language files ("desk" for desk.ftl), before the first loadTexts. */
export function useAreas(names) { areas = names; }

/** Fetches the texts of one language (default: the remembered one) and uses them. */
export async function loadTexts(lang = wanted()) {
  const next = new FluentBundle(LOCALES[lang], { useIsolating: false });
  const files = await Promise.all(['pages', 'dispatch', ...areas].map(async (name) => {
    const answer = await fetch(`/lang/${lang}/${name}.ftl`);
    if (!answer.ok) throw new Error(`texts: ${name} ${answer.status}`);
    return answer.text();
  }));
  files.forEach((text) => next.addResource(new FluentResource(text)));
  bundle = next;
  current = lang;
  document.documentElement.lang = lang;
}

/** Language files a part of the page asks for when it opens; resolves once they are there. */
export async function withAreas(names) {
  const more = names.filter((name) => !areas.includes(name));
  if (more.length === 0) return;
  areas = areas.concat(more);
  await loadTexts(current);
}

/** Switches the page to another language and remembers it. */
export async function chooseLanguage(lang) {
  try { localStorage.setItem(REMEMBER_AS, lang); } catch { /* then for this view only */ }
  await loadTexts(lang);
}

/** Is there such a message? */
export const hasText = (key) => Boolean(bundle && bundle.hasMessage(key));

/** The message `key` with `args` filled in. */
export function t(key, args) {
  const message = bundle && bundle.getMessage(key);
  if (!message || !message.value) return key;
  const errors = [];
  const text = bundle.formatPattern(message.value, args || {}, errors);
  if (errors.length) console.warn(`text ${key}`, errors);
  return text;
}

/** One of the office's own texts ({ru, en}) in the language in use. */
export function own(texts) {
  if (!texts) return '';
  return texts[current] || texts.ru || Object.values(texts)[0] || '';
}

/** A service of the office's; where another has the same name, with whom it is for. */
export function serviceName(service, { services, segments }) {
  const isTwice = services.filter((other) => own(other.title) === own(service.title)).length > 1;
  const segment = isTwice && segments.find((known) => known.id === service.segment);
  return segment ? `${own(service.title)} (${own(segment.title)})` : own(service.title);
}

/** A whole or broken number as the language writes it. */
export const figure = (value, digits = 0) =>
  new Intl.NumberFormat(LOCALES[current], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** "2026-11-26" as people say it: the day and the month. */
export const dayText = (date) => (date ? new Intl.DateTimeFormat(LOCALES[current], { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`)) : '');

/** "А012" as people read it: the letter, a space that never breaks, the digits. */
export const spaced = (number) => String(number || '').replace(/^(\D+)(\d+)$/, '$1\u00a0$2');
