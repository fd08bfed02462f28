import { describe, expect, it } from 'vitest';
import { Histogram } from '../../bench/statistics/histogram.ts';
import { bytesEach, compare } from '../../client/page/cards/compare.ts';
import { LaneBooks } from '../../client/page/track/books.ts';
import { latencyPrecision, summariseLatencies } from '../../client/page/track/latency-summary.ts';
import { Recording } from '../../client/page/track/recording.ts';
import { TrackRing } from '../../client/page/track/ring.ts';
import { measuredRoundTrip } from '../../client/page/track/round-trip.ts';
import { summarise } from '../../client/page/track/summarise.ts';
import type { LaneSummary } from '../../client/page/track/summary.ts';
import { meanInTheory } from '../../client/page/track/theory.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';

const conditions = { rate: 20, burst: 1, pollInterval: 2_000, hold: 25, seed: 1 };
const nobody = { head: undefined, theory: undefined, trouble: undefined, seconds: 0, measuredSeconds: 0 };

/** A lane with this many deliveries, each with the same latency. */
function lane(transport: TransportName, late: number, count = 100): LaneSummary {
  const books = new LaneBooks();
  for (let seq = 1; seq <= count; seq += 1) {
    books.take({ kind: 'delivered', lane: transport, at: seq, seq, took: late }, true);
    books.take({ kind: 'wrote', lane: transport, at: seq, count: 1, framing: 2, payload: 90 }, true);
  }
  books.delivered = count;
  return summarise(transport, books, undefined, nobody);
}

describe('latencies', () => {
  it('are counted to 2 %, with an exact mean', () => {
    const histogram = new Histogram(latencyPrecision);
    for (let value = 1; value <= 1_000; value += 1) histogram.record(value);
    const { count, mean, p50, p95, p99 } = summariseLatencies(histogram);
    expect([count, mean]).toEqual([1_000, 500.5]);
    for (const [found, right] of [
      [p50, 500],
      [p95, 950],
      [p99, 990],
    ] as const)
      expect(Math.abs(found / right - 1)).toBeLessThan(0.02);
  });

  it('are NaN while nothing was measured, and may be below 0 if the clocks differ', () => {
    const histogram = new Histogram(latencyPrecision);
    const settled = { p50: false, p95: false, p99: false };
    expect(summariseLatencies(histogram)).toEqual({ count: 0, mean: Number.NaN, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, settled });
    histogram.record(-0.2);
    expect(summariseLatencies(histogram).mean).toBe(-0.2);
    expect(summariseLatencies(histogram).p99).toBeLessThan(0.1);
    histogram.reset();
    expect(histogram.count).toBe(0);
  });

  it('are not counted while the conditions have not settled', () => {
    const books = new LaneBooks();
    books.take({ kind: 'delivered', lane: 'sse', at: 1, took: 900 }, false);
    books.take({ kind: 'delivered', lane: 'sse', at: 2, took: 50 }, true);
    expect(summarise('sse', books, undefined, nobody).latency).toMatchObject({ count: 1, mean: 50 });
  });
});

describe('a lane in numbers', () => {
  it('counts what was published since it began to read: delivered, missing, reported as a gap, and under way', () => {
    const books = new LaneBooks();
    const ledger = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };
    books.settle({ ...ledger, received: 90, missing: 2, doubled: 1, gaps: 1, requests: 12 }, ledger);
    books.take({ kind: 'gap', lane: 'polling', at: 1, count: 5 }, true);
    const facts = { state: 'open', cursor: 'abc-100', failure: undefined, retryAt: undefined } as const;
    const summary = summarise('polling', books, facts, { ...nobody, head: { epoch: 'abc', seq: 103 } });
    expect(summary).toMatchObject({ published: 100, delivered: 90, missing: 2, doubled: 1, gaps: 1, requests: 12, state: 'open' });
    expect(summarise('polling', books, facts, { ...nobody, head: { epoch: 'other', seq: 3 } }).published).toBe(97);
  });

  it('remember the newest notification that the server has written to a lane; heads of streams and heartbeats hold none', () => {
    const books = new LaneBooks();
    books.take({ kind: 'wrote', lane: 'sse', at: 1, seq: 7, count: 2, payload: 90 }, true);
    books.take({ kind: 'wrote', lane: 'sse', at: 2, seq: 0, count: 0, framing: 9 }, true);
    expect(books.written).toBe(7);
    books.reset();
    expect(books.written).toBe(0);
  });

  it('splits bytes by direction and kind, and counts empty polls only on polls', () => {
    const books = new LaneBooks();
    books.take({ kind: 'asked', lane: 'polling', at: 1, headers: 400 }, true);
    books.take({ kind: 'answered', lane: 'polling', at: 2, headers: 200, framing: 60, payload: 90, count: 1 }, true);
    books.take({ kind: 'answered', lane: 'polling', at: 3, headers: 150 }, true);
    books.take({ kind: 'heard', lane: 'polling', at: 4, framing: 6 }, true);
    const { up, down, empties } = summarise('polling', books, undefined, nobody);
    expect({ up, down, empties }).toEqual({
      up: { headers: 400, framing: 6, payload: 0 },
      down: { headers: 350, framing: 60, payload: 90 },
      empties: 1,
    });
    const head = new LaneBooks();
    head.take({ kind: 'answered', lane: 'sse', at: 2, headers: 200 }, true);
    expect(head.empties).toBe(0);
  });

  it('differs from another lane only by more than noise', () => {
    const race = (late: Record<TransportName, number>) =>
      compare(
        transportNames.map((name) => lane(name, late[name])),
        'p50',
      );
    const tie = race({ polling: 900, 'long-polling': 4, sse: 2, websocket: 1 });
    expect([tie.tie, [...tie.fastest]]).toEqual([true, ['long-polling', 'sse', 'websocket']]);
    // Lanes differ if their medians are more than a quarter apart, and more than the error of two medians that are each known to 6 ms.
    expect([12, 13].map((more) => race({ polling: 900, 'long-polling': 50 + more, sse: 51, websocket: 50 }).tie)).toEqual([true, false]);
    expect([8, 9].map((more) => race({ polling: 900, 'long-polling': 2 + more, sse: 2, websocket: 2 }).tie)).toEqual([true, false]);
    const far = race({ polling: 900, 'long-polling': 303, sse: 152, websocket: 151 });
    expect([far.tie, [...far.fastest]]).toEqual([false, ['sse', 'websocket']]);
    expect(compare([lane('sse', 5, 2), lane('websocket', 50, 2)], 'p50').fastest.size).toBe(0);
    expect(bytesEach(lane('sse', 5))).toEqual({ headers: 0, framing: 2, payload: 90, all: 92 });
  });
});

describe('the running time of a lane', () => {
  it('counts only while a stream runs on the lane, and starts from zero with its counts', () => {
    let now = 0;
    const recording = new Recording(() => now, 10);
    const { running } = recording;
    running.sse.run(true);
    now = 5_000;
    running.sse.run(true);
    expect([running.sse.elapsed, running.polling.elapsed]).toEqual([5_000, 0]);
    running.sse.run(false);
    now = 7_000;
    expect(running.sse.elapsed).toBe(5_000);
    running.sse.run(true);
    now = 8_000;
    expect(running.sse.elapsed).toBe(6_000);
    recording.reset();
    now = 8_500;
    expect([running.sse.elapsed, running.polling.elapsed]).toEqual([500, 0]);
  });
});

describe('the model beside the measurement', () => {
  it('predicts the mean of each at RTT 300 ms and 20 a second', () => {
    const means = transportNames.map((name) => Math.round(meanInTheory(name, conditions, 300) ?? 0));
    const [polling, longPolling, sse, websocket] = means;
    expect([polling, sse, websocket]).toEqual([1_150, 150, 150]);
    expect(longPolling).toBeGreaterThan(270);
    expect(longPolling).toBeLessThan(310);
    expect(meanInTheory('polling', { ...conditions, rate: 0 }, 300)).toBeUndefined();
  });

  it('says at once what long-polling takes of what is published once a year', () => {
    const begun = performance.now();
    const once = { ...conditions, rate: 1 / (365 * 86_400) };
    expect(meanInTheory('long-polling', once, 300)).toBeCloseTo(150, -1);
    expect(meanInTheory('long-polling', { ...once, rate: 1e-7 }, 300)).toBeCloseTo(150, -1);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('measures the round trip by polls', () => {
    const track = new TrackRing(100);
    for (const [start, took] of [
      [0, 101],
      [1_000, 99],
      [2_000, 300],
    ] as const) {
      track.add({ kind: 'asks', lane: 'polling', at: start });
      track.add({ kind: 'hears', lane: 'polling', at: start + took });
    }
    expect(measuredRoundTrip(track, 5_000)).toBe(101);
    expect(measuredRoundTrip(new TrackRing(1), 5_000)).toBeUndefined();
  });
});
