import type { BotHabits } from '../../../../bench/model/bot-habits.ts';
import type { TransportName } from '../../../stream/protocol.ts';

/** Number of bots of each transport. */
export type BotCounts = Readonly<Record<TransportName, number>>;

export const noBots: BotCounts = { polling: 0, 'long-polling': 0, sse: 0, websocket: 0 };

/** The default habits; bots wait like the client library. */
export const usualHabits: BotHabits = { pollInterval: 2_000, retry: 'jitter', first: 500 };
