import { type BotHabits, retryKinds } from '../../../../bench/model/bot-habits.ts';
import { quote } from '../../../stream/problem.ts';
import { type TransportName, transportNames } from '../../../stream/protocol.ts';
import { type Fields, fieldsOf, known, type Range, within } from './fields.ts';
import { Refusal } from './refusal.ts';

const ranges = {
  bots: [0, 500, 'whole'],
  pollInterval: [100, 60_000, 'whole'],
  /** At least 20 ms, which is fifty reconnections a second: enough for a storm. */
  first: [20, 60_000, 'whole'],
} as const satisfies Readonly<Record<string, Range>>;

type BotsWanted = { readonly bots: Partial<Record<TransportName, number>> } & Partial<BotHabits>;

/** @throws Refusal `bad-message` */
export function parseBots({ bots, pollInterval, retry, first }: Fields): BotsWanted {
  return {
    bots: parseCounts(fieldsOf(bots, '`bots` to be a number for each transport')),
    ...(pollInterval !== undefined && { pollInterval: within('pollInterval', pollInterval, ranges.pollInterval) }),
    ...(retry !== undefined && { retry: parseRetry(retry) }),
    ...(first !== undefined && { first: within('first', first, ranges.first) }),
  };
}

function parseCounts(fields: Fields): Partial<Record<TransportName, number>> {
  known(fields, transportNames);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, within(name, value, ranges.bots)]));
}

function parseRetry(given: unknown): BotHabits['retry'] {
  const kind = retryKinds.find((one) => one === given);
  if (kind) return kind;
  throw new Refusal('bad-message', `Expected retry to be one of ${retryKinds.join(', ')}; got ${quote(given)}. Choose one.`);
}
