import { coefficientsOf } from '../../bench/report/coefficients.ts';
import type { MeasureName } from '../../bench/result/measures.ts';
import type { MetricName } from '../../bench/result/metrics.ts';
import type { ArmName, Conditions, Result, Row } from '../../bench/result/result.ts';
import { valuesOf } from '../../bench/result/row-values.ts';
import { median } from '../../bench/statistics/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';

/** Where in a result a figure is. */
interface Selector {
  readonly measure: MeasureName;
  readonly arm: ArmName;
  readonly metric: MetricName;
  readonly unit: '' | 'ms' | 'B';
  readonly variant?: string;
  readonly where?: Partial<Conditions>;
}

const pushed = ['long-polling', 'sse', 'websocket'] as const;

const named = <Name extends string>(names: readonly Name[], make: (name: Name) => readonly [string, Selector]) => Object.fromEntries(names.map(make));

const latencies = (metric: 'p50' | 'p99', rtt: number) =>
  named(transportNames, (arm) => [`${metric}.${arm}.${rtt}`, { measure: 'latency', arm, metric, unit: 'ms', where: { rtt } }]);

/** Every figure that the reasons have, by the name that they have for it. */
const selectors: Readonly<Record<string, Selector>> = {
  ...latencies('p50', 100),
  ...latencies('p99', 100),
  ...latencies('p50', 300),
  ...latencies('p99', 300),
  ...named(pushed, (arm) => [`bytes.${arm}`, { measure: 'bytes', arm, metric: 'bytes', unit: 'B', where: { rate: 10 } }]),
  ...named(transportNames, (arm) => [`idleDown.${arm}`, { measure: 'bytes', arm, metric: 'idleDown', unit: 'B', where: { rate: 0 } }]),
  ...named(pushed, (arm) => [
    `breakEven.${arm}`,
    { measure: 'crossover', arm, metric: 'breakEven', unit: '', where: { rate: 10, schedule: 'periodic' } },
  ]),
  ...named(['sse', 'websocket'], (arm) => [`recovered.${arm}`, { measure: 'recovery', arm, metric: 'recovered', unit: 'ms' }]),
  ...named(['long-polling', 'sse'], (arm) => [`knee.${arm}`, { measure: 'capacity', arm, metric: 'kneeDeliveries', unit: '' }]),
  'uplink.post': { measure: 'uplink', arm: 'polling', variant: 'POST /publish', metric: 'bytes', unit: 'B' },
  'uplink.websocket': { measure: 'uplink', arm: 'websocket', variant: 'message', metric: 'bytes', unit: 'B' },
  requestRate: { measure: 'request-rate', arm: 'polling', variant: 'empty', metric: 'requestRate', unit: '' },
  'openLines.sse': { measure: 'browser', arm: 'sse', variant: '8 lines in one tab', metric: 'openLines', unit: '' },
  'waitingLines.sse': { measure: 'browser', arm: 'sse', variant: '8 lines in one tab', metric: 'waitingLines', unit: '' },
  'longestGap.polling': { measure: 'browser', arm: 'polling', variant: 'hidden tab, setInterval(100)', metric: 'longestGap', unit: 'ms' },
};

const fits = (row: Row, { arm, variant, where = {} }: Selector): boolean =>
  row.arm === arm &&
  !row.twin &&
  row.variant === variant &&
  (Object.keys(where) as (keyof Conditions)[]).every((name) => row.conditions[name] === where[name]);

/** More than anything here is known to; the rest would be bytes for every visitor. */
const sixDigits = (value: number): number => Number(value.toPrecision(6));

function figureOf({ measures }: Result, name: string, selector: Selector) {
  const { measure, metric, unit } = selector;
  const place = measures.findIndex((one) => one.name === measure);
  const rows = (measures[place]?.rows ?? []).flatMap((row, index) => (fits(row, selector) ? [{ row, index }] : []));
  const [found] = rows;
  const values = found ? valuesOf(found.row, metric) : [];
  if (!found || rows.length > 1 || values.length === 0) {
    throw new Error(
      `Expected one row with ${metric} for the figure ${name}, in ${measure}: ${JSON.stringify({ ...selector })}; got ${rows.length} rows and ${values.length} values. Run the bench with --full --browser, or change client/choosing/figures.ts.`,
    );
  }
  return {
    value: sixDigits(median(values)),
    unit,
    path: `.measures[${place}].rows[${found.index}].rounds[].metrics.${metric}`,
    ...(found.row.rounds.some(({ atLeast }) => atLeast) && { atLeast: true }),
  };
}

const spans = (result: Result) => {
  const { measuredRange } = coefficientsOf(result);
  return Object.fromEntries(Object.entries(measuredRange).map(([name, [least, most]]) => [name, { least, most }]));
};

const rounded = (values: object): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]: [string, number]) => [name, sixDigits(value)]));

const costs = (result: Result) =>
  Object.fromEntries(Object.entries(coefficientsOf(result).transports).map(([transport, values]) => [transport, rounded(values)]));

const machineOf = ({ environment: { cpu, cores, os, node } }: Result): string => `${cpu}, ${cores} cores, ${os}, Node ${node}`;

/**
 * What `client/page/decide` needs of a result, and nothing else of it.
 * @throws Error if a figure is not in it, or is in it twice
 */
const measuredOf = (result: Result) => ({
  run: { command: result.command, commit: result.commit, started: result.started, machine: machineOf(result) },
  figures: Object.fromEntries(Object.entries(selectors).map(([name, selector]) => [name, figureOf(result, name, selector)])),
  coefficients: { transports: costs(result), measuredRange: spans(result) },
});

/** `client/page/decide/measured.json` */
export const measuredText = (result: Result): string => `${JSON.stringify(measuredOf(result), undefined, 2)}\n`;
