/** What of the lanes is looked at. */
import { signal } from '@preact/signals';

/** The exchange that the inspector shows. */
export const selected = signal<number | undefined>(undefined);
/** The server's time at which the picture stands still; the traffic goes on. */
export const frozen = signal<number | undefined>(undefined);
