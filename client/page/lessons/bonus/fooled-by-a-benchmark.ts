/** Four honest measurements with wrong conclusions. */
import { simulateLongPolling } from '../../../../bench/model/long-polling.ts';
import { slottedTimes } from '../../../../bench/model/schedule.ts';
import { seededRandom, shuffled } from '../../../../bench/statistics/random.ts';
import type { Lesson } from '../lesson.ts';
import type { Seen } from '../seen.ts';

/** Pairs of groups of one lane’s deliveries, the size of a group at least, and the share by which a pair has to differ. */
const [pairs, each, margin] = [10, 8, 0.05] as const;

/** Milliseconds from which on a delivery is slow, more than a busy machine takes for one, and seconds in which nothing passes. */
const [slow, frozen] = [500, 2] as const;

/** Milliseconds that a busy machine adds to a message. */
const busy = 250;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const shareOfSlow = (values: readonly number[]): number => values.filter((value) => value > slow).length / values.length;

/**
 * The same lane as twenty products. Deliveries are dealt by lot, with a fixed seed: on a busy machine neighbours are late together, and dealt in turn each product
 * would get the same share of them.
 */
function twins(deliveries: readonly number[]) {
  const dealt = shuffled(deliveries, seededRandom(1));
  const group = (index: number) => mean(dealt.filter((_, at) => at % (2 * pairs) === index));
  const differences = Array.from({ length: pairs }, (_, pair) => {
    const [one, other] = [group(2 * pair), group(2 * pair + 1)];
    return Math.abs(one - other) / Math.min(one, other);
  });
  return { wins: differences.filter((difference) => difference > margin).length, widest: Math.max(...differences), mean: mean(deliveries) };
}

/** Bytes on the wire for each byte of a body, as a page is given it. */
function bodies({ lanes: { 'long-polling': long, websocket } }: Seen) {
  const body = long.payload + long.framing;
  return { long: long.bytes / body, body: body / long.delivered, wire: long.bytes / long.delivered, websocket: websocket.bytes / websocket.payload };
}

/** Milliseconds, least and most, by which long-polling may be later than half a round trip: the model's, over several phases. Between two polls are two messages: an answer and a question. */
function later(rate: number, rtt: number): readonly [number, number] {
  const times = slottedTimes(1_000 / rate, 200, 1);
  const found = [0, 0.25, 0.5, 0.75].flatMap((phase) =>
    [0, 2 * busy].map(
      (handling) => mean(simulateLongPolling(times, { rtt, handling, hold: 25_000, phase: (phase * 1_000) / rate }).latencies) - rtt / 2,
    ),
  );
  return [Math.min(...found) * 0.7, Math.max(...found) * 1.1];
}

export const lesson: Lesson = {
  id: 'fooled-by-a-benchmark',
  minutes: { alone: 5, class: 15 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'twice',
      set: { lanes: ['websocket'], rate: 80 },
      bet: { kind: 'number', of: 'wins', unit: '', range: [0, pairs], step: 1, within: 0.15 },
      enough: { delivered: ['websocket', 2 * pairs * each] },
      measure: (seen) => twins(seen.deliveries('websocket')),
      // Eight values whose standard deviation is a third of their mean or more: their means differ by 5 % in three pairs of four. A busy machine scatters more.
      expect: () => ({ wins: [3, pairs], widest: [margin, Number.MAX_VALUE] }),
    },
    {
      id: 'omission',
      set: { lanes: ['sse'], rate: 20 },
      probe: true,
      bet: { kind: 'number', of: 'closed', unit: '%', range: [0, 1], step: 0.05, within: 0.1 },
      steps: [
        { id: 'steady', done: { all: [{ probed: 12 }, { delivered: ['sse', 20] }] } },
        { id: 'freeze', act: { kind: 'fault', fault: { kind: 'black-hole', seconds: frozen } }, done: { pressed: 'freeze' } },
      ],
      enough: { all: [{ pressed: 'freeze' }, { secondsAfter: frozen + 1.5 }] },
      measure: (seen) => ({
        closed: shareOfSlow(seen.probed),
        open: shareOfSlow(seen.deliveries('sse')),
        closedMean: mean(seen.probed),
        openMean: mean(seen.deliveries('sse')),
      }),
      // Of a run of 5 s the one is blind for two, and has a question every 55 ms for the rest: 1 of 50, and 1 of 15 where a question takes a third of a second. By the clock it would
      // be every third. Of the other’s 90, 30 wait more than half a second of the two, and 40 wait a second on average. A machine that is late with the step has seen more good ones before it.
      expect: () => ({ closed: [0.002, 0.2], open: [0.12, 0.8], openMean: [150, 1_500] }),
    },
    {
      id: 'bytes',
      set: { lanes: ['long-polling', 'websocket'], rate: 10 },
      bet: { kind: 'number', of: 'long', unit: '×', range: [1, 10], step: 0.5, within: 0.12 },
      enough: { all: [{ delivered: ['long-polling', 15] }, { delivered: ['websocket', 15] }] },
      measure: bodies,
      // As in the lesson on what nothing costs: 300 to 1,400 bytes of a long poll, of which the notification is some 130 and its envelope some 40. websocket adds 2 to 4.
      expect: () => ({ long: [2, 9], body: [120, 260], wire: [300, 1_400], websocket: [1, 1.2] }),
    },
    {
      id: 'localhost',
      set: { lanes: ['long-polling', 'websocket'], rate: 20, rtt: 100 },
      bet: { kind: 'number', of: 'later', unit: 'ms', range: [0, 300], step: 5, within: 0.08 },
      enough: { all: [{ measured: ['long-polling', 30] }, { measured: ['websocket', 30] }] },
      measure: ({ lanes: { 'long-polling': long, websocket } }) => ({
        long: long.mean,
        websocket: websocket.mean,
        later: long.mean - websocket.mean,
      }),
      expect: ({ rate, rtt }) => ({ websocket: [rtt / 2, rtt / 2 + busy], later: later(rate, rtt) }),
    },
  ],
  links: [
    { text: 'wrk2: a load generator that sends by the clock, and why', url: 'https://github.com/giltene/wrk2' },
    { text: 'Resource Timing: what transferSize counts', url: 'https://www.w3.org/TR/resource-timing/#dom-performanceresourcetiming-transfersize' },
  ],
  devtools: ['long-polling'],
  next: ['how-late'],
};
