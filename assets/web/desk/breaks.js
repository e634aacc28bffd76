// Whose break had better wait (S22): told where a break is taken, never forced.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get } from '../common/api.js';
import { own } from '../common/text.js';

/** A line over the breaks while somebody waits whom only this desk serves. */
export function BreakAdvice({ desk }) {
  const [said, setSaid] = useState(null);
  useEffect(() => {
    let gone = false;
    // Without an answer the menu works as ever.
    get('/api/v1/advice').then((advice) => { if (!gone) setSaid(((advice && advice.breaks) || []).find((b) => b.desk === desk) || null); }, () => {});
    return () => { gone = true; };
  }, [desk]);
  return said && html`<p class="hint" data-part="break-advice">${own(said.text)}</p>`;
}
