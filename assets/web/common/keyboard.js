// Keys on the pages that lead by steps. Promises: when what was pressed goes
// away, the focus stands on the heading of what came, and comes back to a button
// that was switched off for a moment; Escape is the way back.
// Never: takes the focus from where it is.
import { useLayoutEffect } from '../vendor/preact.js';

/** Watches the page from now on. */
export function keepFocus() {
  const page = document.getElementById('page');
  let path = []; // from what had the focus up to the page
  document.addEventListener('focusin', ({ target }) => {
    path = [];
    for (let at = target; at && at !== page.parentNode; at = at.parentNode) path.push(at);
  });
  // Whoever clicks beside everything wants no focus; what is taken away or switched off loses it unasked.
  document.addEventListener('focusout', ({ target }) => queueMicrotask(() => {
    if (target.isConnected && !target.disabled && document.activeElement === document.body) path = [];
  }));
  new MutationObserver(() => {
    const [last] = path;
    if (!last || (last.isConnected && last.disabled) || document.activeElement !== document.body) return;
    const place = path.find((at) => at.isConnected) || page;
    const to = place === last ? last : place.querySelector('h1, h2, h3') || place;
    if (to !== last && !to.hasAttribute('tabindex')) to.tabIndex = -1;
    to.focus();
  }).observe(page, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
}

const isTyping = ({ tagName, type, value }) => /^(INPUT|TEXTAREA)$/.test(tagName) && type !== 'checkbox' && value !== '';

/** Escape does `back`, if there is a way back now and nothing is being typed. */
export function useEscape(back) {
  useLayoutEffect(() => {
    if (!back) return undefined;
    const onKey = (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      back();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
