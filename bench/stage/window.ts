import type { GeneratorLoad, Ledger } from '../result/result.ts';
import { between, type Seen } from './seen.ts';

/** Share of its own time from which on the generator limits the measurement. */
export const generatorLimit = 0.7;

/** Milliseconds of delay of publishes from which on a row has a warning. */
const latePublish = 20;

interface Observed {
  readonly late: string | undefined;
  readonly disagreement: string | undefined;
  /** Deliveries per second that the generator can receive; 0 if unknown. */
  readonly headroom: number;
}

/** Adds the quality of a measurement: the ledger, the generator's own load, and all errors in words. */
export function judgeWindow(seen: Omit<Seen, 'ledger' | 'generator' | 'troubles'>, { late, disagreement, headroom }: Observed): Seen {
  const { before, after, handshake, published } = seen;
  const ledger: Ledger = {
    expected: handshake.connections * published.count,
    delivered: between(before, after, 'delivered'),
    lost: Math.max(0, between(before, after, 'lost')),
    doubled: between(before, after, 'doubled'),
    reordered: between(before, after, 'reordered'),
    gaps: between(before, after, 'gaps'),
  };
  const generator = loadOf(seen, headroom);
  const reconnected = after.clients.opened - before.clients.opened;
  const troubles = [
    late && `Not all arrived: ${late}.`,
    ...seen.received.incidents.slice(0, 5),
    reconnected > 0 && `${reconnected} connections were lost and opened anew.`,
    disagreement,
    published.lateP99 > latePublish && `The publisher was late: 1 % of its publishes by ${published.lateP99.toFixed(0)} ms or more.`,
    ...overload(generator),
  ];
  return { ...seen, ledger, generator, troubles: troubles.filter((trouble) => typeof trouble === 'string') };
}

/** Time of an event loop so far, in milliseconds. */
interface LoopTime {
  readonly active: number;
  readonly idle: number;
}

/** The share of a period in which an event loop was busy. */
export const busyShare = (one: LoopTime, other: LoopTime): number =>
  (other.active - one.active) / Math.max(1, other.active - one.active + other.idle - one.idle);

/** The generator's own usage between two marks. @param headroom deliveries per second that it can receive; 0 if unknown */
export function loadOf({ begin, end }: Pick<Seen, 'begin' | 'end'>, headroom: number): GeneratorLoad {
  const [one, other] = [begin.clients, end.clients];
  const milliseconds = Math.max(1, other.active - one.active + other.idle - one.idle);
  return {
    cpu: (other.cpu - one.cpu) / 1_000 / milliseconds,
    utilisation: busyShare(one, other),
    ...(headroom > 0 && { headroomUsed: (other.delivered - one.delivered) / (milliseconds / 1_000) / headroom }),
  };
}

/** Whether the generator, and not the server, may have set the pace. */
export function overload({ utilisation, headroomUsed = 0 }: GeneratorLoad): string[] {
  const share = Math.max(utilisation, headroomUsed);
  return share > generatorLimit
    ? [
        `The load generator was busy for ${(share * 100).toFixed(0)} % of the time (limit ${generatorLimit * 100} %): this row may measure the generator.`,
      ]
    : [];
}
