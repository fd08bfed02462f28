/** Hides from all pages what visitors publish. */
import { mostHidden } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { token } from '../settings/store.ts';
import { labState, permission, sendCommand } from '../telemetry/telemetry.ts';

const hidden = (): readonly string[] => labState.value?.class.hidden ?? [];

export const isHidden = (id: string): boolean => hidden().includes(id);

/** Whether this page may hide something. On loopback everybody has control and no need to hide: there it takes a token. */
export const moderates = (): boolean => token !== undefined && permission.value === 'control';

/** If there are more than the lab keeps, the oldest become visible again. @param id of a notification */
export const hide = (id: string): Promise<void> => sendCommand({ type: 'class', set: { hidden: [...hidden(), id].slice(-mostHidden) } });
