import type { GeneratorLoad, Round, Series } from '../result/result.ts';
import type { Seen } from '../stage/seen.ts';
import { busyShare, generatorLimit } from '../stage/window.ts';
import { broke, kneeOf, limit, type Step } from './ramp.ts';

/** One number of clients, and everything that was measured with it. */
export interface Taken extends Step {
  /** Milliseconds. */
  readonly p99: number;
  readonly seen: Seen;
}

interface Judgement {
  readonly metrics: Round['metrics'];
  readonly generator: GeneratorLoad | undefined;
  /** The ramp ended before the limit was reached. */
  readonly atLeast: boolean;
  /** Sentences for the report. */
  readonly told: readonly string[];
}

/** The result of a finished ramp. Without a knee there are no metrics. */
export function judgeRamp(steps: readonly Taken[]): Judgement {
  const knee = kneeOf(steps);
  const broken = steps.find(broke);
  const { clients = 0, p99 = Number.NaN, seen } = knee ?? steps.at(-1) ?? {};
  return {
    metrics: knee ? { kneeClients: clients, kneeDeliveries: knee.seen.ledger.delivered / knee.seen.seconds, p99 } : {},
    generator: seen?.generator,
    atLeast: broken === undefined,
    told: [
      ...(knee ? [] : [`Even ${clients} clients were too many: p99 was ${p99.toFixed(0)} ms. Begin with fewer (--clients).`]),
      ...(broken ? whoWasLate(broken) : [`${clients} clients were not too many, and the ramp ended there: the knee is beyond.`]),
    ],
  };
}

/** Says what was lost, if anything; and which side was busier at the limit. */
function whoWasLate({ clients, seen: { begin, end, generator, troubles }, incomplete }: Taken): string[] {
  const [one, other] = [begin.server, end.server];
  const server = one && other ? busyShare(one, other) : undefined;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const limited = generator.utilisation > generatorLimit || generator.utilisation > (server ?? 0);
  const busy = `With ${clients} clients the load generator was busy for ${percent(generator.utilisation)} of the time`;
  return [
    ...(incomplete ? troubles.slice(0, 3) : []),
    ...(limited ? [`${busy}${server === undefined ? '' : `, the server for ${percent(server)}`}: the generator may have been the limit.`] : []),
  ];
}

/** p99 in milliseconds, by number of clients. */
export const rampSeries = (steps: readonly Taken[]): Series => ({
  name: `p99 over clients; the limit is ${limit} ms above what the transport lets expect`,
  x: { label: 'clients', unit: '' },
  y: { label: 'p99', unit: 'ms' },
  points: steps.filter(({ p99 }) => Number.isFinite(p99)).map(({ clients, p99 }): [number, number] => [clients, p99]),
});
