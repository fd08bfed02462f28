import type { BotHabits } from '../../../../bench/model/bot-habits.ts';
import type { TransportName } from '../../../stream/protocol.ts';

/** How many there are to be of each transport. */
export type BotCounts = Readonly<Record<TransportName, number>>;

export const noBots: BotCounts = { polling: 0, 'long-polling': 0, sse: 0, websocket: 0 };

/** Unless somebody has chosen others: they wait as the client library does. */
export const usualHabits: BotHabits = { pollInterval: 2_000, retry: 'jitter', first: 500 };
