import type { TransportName } from '../../../stream/protocol.ts';

/** How many there are to be of each transport. */
export type BotCounts = Readonly<Record<TransportName, number>>;

export const noBots: BotCounts = { polling: 0, 'long-polling': 0, sse: 0, websocket: 0 };

/** Milliseconds between two questions of a bot that polls, unless somebody has chosen another interval. */
export const usualPollInterval = 2_000;
