import { signal } from '@preact/signals';
import { longestName } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { labUrl } from '../lab-url.ts';

/** A proxy may have put several labs on one origin. */
const key = `name of ${labUrl('')}`;

function kept(): string {
  try {
    return (localStorage.getItem(key) ?? '').slice(0, longestName);
  } catch {
    // This browser has no storage for pages.
    return '';
  }
}

/** The visitor's name, asked for once; '' is none. It is shown as text, whatever it contains. */
export const visitorName = signal(kept());

visitorName.subscribe((name) => {
  try {
    if (name !== kept()) localStorage.setItem(key, name);
  } catch {
    // As above.
  }
});
