import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perTransport } from '../../../bench/result/identity.ts';
import { type Moment, Moments } from '../../../client/page/saved-run/moments.ts';
import { readRun } from '../../../client/page/saved-run/read-run.ts';
import { mostBytes, type SavedRun } from '../../../client/page/saved-run/saved-run.ts';
import { formatRun } from '../../../client/page/saved-run/write-run.ts';
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

const moment: fc.Arbitrary<Moment> = fc.record({
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

const run: fc.Arbitrary<SavedRun> = fc.record({
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

describe('the file of a run', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(run, (written) => {
        expect(readRun(formatRun(written))).toEqual(written);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('can be read back if the estimate of the server’s clock stepped back during the run', () => {
    fc.assert(
      fc.property(run, fc.array(moment, { minLength: 1, maxLength: 6 }), (written, inAnyOrder) => {
        const kept = new Moments();
        for (const one of inAnyOrder) kept.add(one);
        expect(readRun(formatRun({ ...written, moments: kept.last })).moments).toHaveLength(inAnyOrder.length);
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  const whole = fc.sample(run, { seed: 2, numRuns: 1 })[0];
  const text = formatRun(whole ?? ({} as SavedRun));
  const changed = (change: (file: Record<string, never>) => object) => JSON.stringify({ ...JSON.parse(text), ...change(JSON.parse(text)) });

  it.each([
    ['no JSON', 'once upon a time', /no JSON, or only a part of it/],
    ['half of a run', text.slice(0, text.length / 2), /only a part of it/],
    ['a list', '[]', /holds something else/],
    ['a file of something else', '{"schema":"transport-lab/result"}', /with “schema”: “transport-lab\/page-run”; got "transport-lab\/result"/],
    ['names with markup', '{"schema":"<img src=x onerror=alert(1)>"}', /got "<img src=x onerror=alert\(1\)>"/],
    ['a newer version', changed(() => ({ version: 3 })), /the version of the saved run to be 2; a newer lab may have written it; got 3/],
    ['version 1', changed(() => ({ version: 1 })), /got version 1, which has neither bytes nor cards/],
    ['too much', `{"browser":"${'x'.repeat(mostBytes)}"}`, /at most 32 MiB; got 32\.0 MiB/],
    [
      'records that are not in order of time',
      changed(() => ({
        records: [
          [9, 'asks', 'sse'],
          [5, 'asks', 'sse'],
        ],
      })),
      /records\[1\] to be no earlier/,
    ],
    ['a record of an unknown kind', changed(() => ({ records: [[1, 'sings', 'sse']] })), /records\[0\]\[1\] to be one of asks, .*; got "sings"/],
    ['an unknown lane', changed(() => ({ records: [[1, 'asks', 'carrier-pigeon']] })), /one of polling, long-polling, sse, websocket/],
    ['a time that is not a number', changed(() => ({ records: [['soon', 'asks', 'sse']] })), /records\[0\]\[0\] to be a number; got "soon"/],
    ['a moment without columns', changed(() => ({ moments: [[[1], [99, 1], [], [], [], []]] })), /index of a column, below 6; got 99/],
    ['an unknown state', changed(() => ({ moments: [[[1], [], [0, 'happy'], [], [], []]] })), /one of off, connecting/],
    [
      'moments that are not in order of time',
      changed(() => ({
        moments: [
          [[5], [], [], [], [], []],
          [[4], [], [], [], [], []],
        ],
      })),
      /moments\[1\] to be no earlier/,
    ],
    [
      'bytes that refer to a text that does not exist',
      changed(() => ({ exchanges: [[1, 1, 0, [7, 3, '', 3], [-1, 0, '', 0]]] })),
      /made of a text before it/,
    ],
    ['a character that is not a byte', changed(() => ({ exchanges: [[1, 1, 0, [-1, 0, '€', 0], [-1, 0, '', 0]]] })), /a character for each byte/],
    ['no records', changed(() => ({ records: [], moments: [] })), /this one is empty/],
    ['an end before the last record', changed(() => ({ end: 0 })), /end to be no earlier/],
    ['a start that is not a date', changed(() => ({ start: 1e300 })), /start to be a time that is a date; got 1e\+300/],
    [
      'a first moment without numbers',
      changed(() => ({ moments: [[[1], [], [], [], [], []]] })),
      /moments\[0\] to be complete.*got "nothing of state"/,
    ],
    [
      'null where a card shows a number',
      changed(() => ({ moments: [[[1], [], [6, null], [], [], []]] })),
      /moments\[0\]\[2\]\[1\] to be a number; got null/,
    ],
    [
      'weather of the wrong kind',
      changed(() => ({ moments: [[[1], [5, { heartbeat: 1, weather: 'fine', faults: [] }], [], [], [], []]] })),
      /weather to be an object/,
    ],
  ])('is refused with a sentence if it contains %s', (_what, content, sentence) => {
    expect(() => readRun(content)).toThrow(sentence);
  });

  it('fails only with a sentence, whatever replaces one of its values', () => {
    const file = JSON.parse(text) as Record<string, unknown>;
    const anything = fc.anything({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value ?? null) ?? 'null') as unknown);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(file)), anything, (key, value) => {
        try {
          readRun(JSON.stringify({ ...file, [key]: value }));
        } catch (error) {
          expect(String(error)).toMatch(/^Error: Expected .+\.$/s);
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
