/** Hides from all pages what visitors publish. */
import { mostHidden } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { token } from '../settings/store.ts';
import { labState, permission, sendCommand } from '../telemetry/telemetry.ts';

const hidden = (): readonly string[] => labState.value?.class.hidden ?? [];

export const isHidden = (id: string): boolean => hidden().includes(id);

/** Whether this page may hide something. On loopback everybody has control and no need to hide: there it takes a token. */
export const moderates = (): boolean => token !== undefined && permission.value === 'control';

/** The line before, until the lab has hidden it: its list is replaced as a whole, and without that line the next one would show it again. */
let before: Promise<unknown> = Promise.resolve();

/** If there are more than the lab keeps, the oldest become visible again. @param id of a notification */
export function hide(id: string): Promise<void> {
  const hiding = before.then(() => sendCommand({ type: 'class', set: { hidden: [...hidden().filter((one) => one !== id), id].slice(-mostHidden) } }));
  before = hiding.catch(() => {});
  return hiding;
}
