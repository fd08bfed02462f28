import { placesInSlots, seededRandom } from '../../../bench/statistics/random.ts';
import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { type Clock, publishOnDeadlines } from './deadlines.ts';

/** What is published, and when. */
export interface Plan {
  /** Notifications per second; 0 publishes nothing. */
  readonly rate: number;
  /** Notifications that are due at the same time. */
  readonly burst: number;
  /** Bytes of `data` as JSON. */
  readonly payload: number;
  readonly seed: number;
}

/**
 * Publishes a burst at a time on absolute deadlines, which `at` tells: once in every slot of `burst / rate` seconds, at a place of its own. Evenly spaced, they would come at the
 * same few places between two polls for ever, and half of that wait would be luck. Places and texts can be drawn again from the seed.
 */
export function startSchedule(log: NotificationLog, { rate, burst, payload, seed }: Plan, clock?: Clock): Stop {
  if (rate === 0) return () => {};
  const draw = texts(payload, seed);
  const period = (burst * 1_000) / rate;
  return publishOnDeadlines(log, { period, burst, place: placesInSlots(seed), draft: () => ({ event: 'schedule', data: draw() }) }, clock);
}

/** Characters that the cuts may begin in. */
const spare = 9_973;

const goods = ['desk lamp', 'tea kettle', 'notebook', 'bicycle bell', 'wool socks', 'water bottle', 'coat hook', 'garden hose'];

/** An order, so that what is read on the wire means something. ASCII: as many bytes as characters. */
function order(random: () => number): string {
  const item = goods[Math.floor(random() * goods.length)];
  return `order ${1_000 + Math.floor(random() * 9_000)}: ${item}, ${(2 + random() * 98).toFixed(2)} EUR; `;
}

/** Strings whose JSON has exactly so many bytes: cuts from one long text, each from the beginning of an order on, because writing each anew would cost more than publishing it. */
function texts(payload: number, seed: number): () => string {
  const random = seededRandom(seed);
  const length = payload - 2;
  const starts: number[] = [];
  const orders: string[] = [];
  for (let total = 0; total < length + spare; ) {
    const next = order(random);
    if (total < spare) starts.push(total);
    orders.push(next);
    total += next.length;
  }
  const text = orders.join('');
  return () => {
    const from = starts[Math.floor(random() * starts.length)] ?? 0;
    return text.slice(from, from + length);
  };
}
