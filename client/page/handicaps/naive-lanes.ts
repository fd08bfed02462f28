import { signal } from '@preact/signals';
import type { TransportName } from '../../../server/stream/protocol.ts';

/**
 * Lanes that read from a naive server instead of the stream, by transport: the path below `naive/`, such as `compressed?flush=0`. Holds for lanes
 * opened from then on.
 */
export const naiveLanes = signal<Readonly<Partial<Record<TransportName, string>>>>({});
