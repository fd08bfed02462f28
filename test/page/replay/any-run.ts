/** Random saved runs, for properties of their files. */
import fc from 'fast-check';
import { perTransport } from '../../../bench/result/identity.ts';
import type { Moment } from '../../../client/page/saved-run/moments.ts';
import type { SavedRun } from '../../../client/page/saved-run/saved-run.ts';
import { defaults } from '../../../client/page/settings/url.ts';
import { recordKinds, type TrackRecord } from '../../../client/page/track/records.ts';
import type { LaneSummary } from '../../../client/page/track/summary.ts';
import { unimpaired } from '../../../server/lab/apparatus/weather/conditions.ts';
import { transportNames } from '../../../server/stream/protocol.ts';

const epoch = 1_700_000_000_000;

/** Milliseconds in steps of 1/4096: at today's time a double holds no finer steps. */
const fine = (most: number) => fc.integer({ min: 0, max: most * 4_096 }).map((steps) => steps / 4_096);

const count = fc.nat(100_000);
const inTime = <Timed extends { readonly at: number }>(all: readonly Timed[]): Timed[] => all.toSorted((one, other) => one.at - other.at);

const record: fc.Arbitrary<TrackRecord> = fc.record({
  kind: fc.constantFrom(...recordKinds),
  lane: fc.constantFrom(undefined, ...transportNames),
  at: fine(60_000).map((after) => epoch + after),
  took: fine(10_000),
  ...{ seq: count, count, exchange: count, headers: count, framing: count, payload: count, status: count, buffered: count },
});

/** A number with ten digits, or none. */
const amount = fc.oneof(
  fc.constant(undefined),
  fc.double({ min: 0.001, max: 1e6, noNaN: true }).map((value) => Number(value.toPrecision(10))),
);
const latency = amount.map((value) => value ?? Number.NaN);
const parts = fc.record({ headers: count, framing: count, payload: count });

const lane = fc.record({
  state: fc.constantFrom('off', 'connecting', 'open', 'reconnecting', 'cut', 'closed'),
  trouble: fc.option(fc.string(), { nil: undefined }),
  failure: fc.constant(undefined),
  retryAt: amount,
  theory: amount,
  ...{ published: count, delivered: count, missing: count, doubled: count, reordered: count },
  ...{ gaps: count, requests: count, empties: count, sockets: count },
  seconds: count.map((milliseconds) => milliseconds / 1_000),
  measuredSeconds: count.map((milliseconds) => milliseconds / 1_000),
  latency: fc.record({
    ...{ count, mean: latency, p50: latency, p95: latency, p99: latency },
    settled: fc.record({ p50: fc.boolean(), p95: fc.boolean(), p99: fc.boolean() }),
  }),
  up: parts,
  down: parts,
}) satisfies fc.Arbitrary<Omit<LaneSummary, 'transport'>>;

export const moment: fc.Arbitrary<Moment> = fc.record({
  at: fine(60_000).map((after) => epoch + after),
  page: fc.constant(0),
  lanes: fc.tuple(lane, lane, lane, lane).map((all) =>
    perTransport((transport) => {
      const found = all[transportNames.indexOf(transport)] ?? all[0];
      return { transport, ...found };
    }),
  ),
  roundTrip: amount,
  clock: fc.option(fc.record({ error: fc.constantFrom(0.25, 1.5), step: fc.constantFrom(0.1, 1) }), { nil: undefined }),
  waited: amount,
  skipped: count,
  lab: fc.option(
    fc.record({
      heartbeat: count,
      weather: fc.constantFrom(null, unimpaired, { ...unimpaired, rtt: 100, swallowFrames: true }),
      faults: fc.array(fc.constantFrom('black-hole', 'restart')),
    }),
    { nil: undefined },
  ),
});

const exchange = fc.record({
  exchange: fc.integer({ min: 1, max: 1_000 }),
  at: fine(60_000).map((after) => epoch + after),
  cut: count,
  up: fc.uint8Array({ maxLength: 40 }),
  down: fc.uint8Array({ maxLength: 40 }),
});

export const run: fc.Arbitrary<SavedRun> = fc.record({
  taken: fc.constant(epoch + 60_001),
  browser: fc.string(),
  reader: fc.constantFrom(undefined, {
    ...{ host: 'localhost', agent: 'a', platform: 'Linux', mobile: false, languages: ['en'], cookie: '***' },
    brands: [{ brand: '<b>', version: '1' }],
  }),
  settings: fc.constantFrom(defaults, { ...defaults, mode: 'one', rate: 7.3, lanes: ['sse'], without: ['cursor'] } as const),
  lesson: fc.constantFrom(undefined, { id: 'how-late', round: 'mean', measured: { mean: 1.5, never: Number.NaN } } as const),
  loads: fc.constant([]),
  records: fc.array(record, { minLength: 1, maxLength: 20 }).map(inTime),
  moments: fc.array(moment, { minLength: 1, maxLength: 6 }).map(inTime),
  exchanges: fc.array(exchange, { maxLength: 12 }),
});
