import { transportNames } from '../../server/stream/protocol.ts';
import type { Coefficients, Span, TransportCoefficients } from '../model/server-cost.ts';
import type { MetricName } from '../result/metrics.ts';
import type { Conditions, Result } from '../result/result.ts';
import { median } from '../statistics/describe.ts';
import { slopeRows } from './derive.ts';

const spanOf = (values: readonly number[]): Span => [Math.min(...values), Math.max(...values)];

/** @returns the costs from the measures of server load and memory, as medians of their rounds' slopes; without transports that lack one of them */
export function coefficientsOf({ measures }: Pick<Result, 'measures'>): Coefficients {
  const measured = measures.filter(({ name }) => name === 'server-load' || name === 'memory');
  const slopes = measured.flatMap(slopeRows).filter(({ twin }) => !twin);
  const transports = transportNames.flatMap((arm): [string, TransportCoefficients][] => {
    const own = slopes.filter((row) => row.arm === arm);
    const of = (metric: MetricName) => median(own.flatMap(({ rounds }) => rounds.flatMap(({ metrics }) => metrics[metric] ?? [])));
    const [cpuPerNotification, idleCpu] = [of('cpuPerNotification'), of('idleCpu')];
    const [heapPerConnection, rssPerConnection] = [of('heapPerConnection'), of('rssPerConnection')];
    const all = [cpuPerNotification, idleCpu, heapPerConnection, rssPerConnection];
    const pollInterval = own.find(({ conditions }) => conditions.pollInterval !== undefined)?.conditions.pollInterval;
    if (!all.every(Number.isFinite)) return [];
    return [[arm, { cpuPerNotification, idleCpu, heapPerConnection, rssPerConnection, ...(pollInterval !== undefined && { pollInterval }) }]];
  });
  const conditions = measured.flatMap(({ rows }) => rows.map((row) => row.conditions));
  const span = (name: keyof Conditions): Span => spanOf(conditions.flatMap((one) => (typeof one[name] === 'number' ? [one[name]] : [])));
  return {
    transports: Object.fromEntries(transports),
    measuredRange: { clients: span('clients'), rate: span('rate'), payload: span('payload'), pollInterval: span('pollInterval') },
  };
}
