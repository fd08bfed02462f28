import type { TransportName } from '../../../stream/protocol.ts';

/** How many there are to be of each transport. */
export type BotCounts = Readonly<Record<TransportName, number>>;
