import { signal } from '@preact/signals';
import { longestName } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { labUrl } from '../lab-url.ts';

/** A proxy may have put several labs on one origin. */
const key = `name of ${labUrl('')}`;

function kept(): string {
  try {
    return (localStorage.getItem(key) ?? '').slice(0, longestName);
  } catch {
    // This browser keeps nothing for pages.
    return '';
  }
}

/** What the visitor goes by, asked for once; '' is no name. It is text, whatever is in it. */
export const visitorName = signal(kept());

visitorName.subscribe((name) => {
  try {
    if (name !== kept()) localStorage.setItem(key, name);
  } catch {
    // As above.
  }
});
