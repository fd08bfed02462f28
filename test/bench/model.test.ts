import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerHead,
  bareReader,
  type Census,
  CensusCounter,
  chromiumReader,
  chunkFraming,
  claim2010,
  claimLayers,
  combine,
  connectBytes,
  costOf,
  countedUselessShare,
  crossover,
  deafShare,
  emptyAnswerHead,
  eventFraming,
  exchangeWire,
  flowOf,
  frameExchange,
  frameHeader,
  headsOf,
  helloChunk,
  inChunk,
  longPollingLatency,
  perLongPollAnswer,
  ping,
  pollingLatency,
  pollsPerNotification,
  pong,
  predictTraffic,
  publishTimes,
  pushLatency,
  pushWire,
  type Situation,
  simulateLongPolling,
  splitTotal,
  streamHead,
  trafficTotal,
  upgradeHead,
  uselessShare,
} from '../../bench/model/index.ts';
import { mean, percentile } from '../../bench/statistics/index.ts';
import { seededRandom } from '../../bench/statistics/random.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { chunkedEvents, plainEvents } from '../../server/stream/transports/event-framing.ts';
import { textFrames } from '../../server/stream/transports/frame.ts';

const host = '127.0.0.1:35915';
const allHeads = (reader = bareReader(host)) => ({
  polling: headsOf(reader, 'polling'),
  'long-polling': headsOf(reader, 'long-polling'),
  sse: headsOf(reader, 'sse'),
  websocket: headsOf(reader, 'websocket'),
});
const situation: Situation = { rate: 1, payload: 100, cursor: 8, interval: 1_000, rtt: 0, heads: allHeads(chromiumReader(host)) };

describe('A WebSocket frame', () => {
  it.each([
    [0, 2, 6],
    [100, 2, 6],
    [125, 2, 6],
    [126, 4, 8],
    [65_535, 4, 8],
    [65_536, 10, 14],
  ])('of %d bytes has a header of %d from the server and %d from a client', (length, server, client) => {
    expect([frameHeader(length), frameHeader(length, true)]).toEqual([server, client]);
  });

  it('has the header that the server writes, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), (length) => {
        expect(textFrames([Buffer.alloc(length)]).byteLength).toBe(length + frameHeader(length));
      }),
      { numRuns: 30 },
    );
  });

  it('carries 100 bytes in 102, and ten of a client in 16; a ping costs two bytes down and six up', () => {
    expect(100 + frameHeader(100)).toBe(102);
    expect(10 + frameHeader(10, true)).toBe(16);
    expect([ping, pong]).toEqual([2, 6]);
  });
});

describe('Heads', () => {
  it('of Chromium 156 have the sizes that came out of its sockets', () => {
    const heads = allHeads(chromiumReader(host, '/healthz'));
    expect(heads.polling).toEqual({ opening: 551, question: 558 });
    expect(heads['long-polling']).toEqual({ opening: 551, question: 571 });
    expect(heads.sse).toEqual({ opening: 561, question: 0 });
    expect(heads.websocket).toEqual({ opening: 513, question: 0 });
  });

  it('of this server have the sizes of their text', () => {
    expect({ answerHead, emptyAnswerHead, streamHead, upgradeHead }).toEqual({
      answerHead: 179,
      emptyAnswerHead: 137,
      streamHead: 179,
      upgradeHead: 129,
    });
  });
});

describe('Framing of an event', () => {
  it('is its id line, the word data and the empty line', () => {
    expect(eventFraming('k3f9ab-42'.length)).toBe('id: k3f9ab-42\ndata: \n\n'.length);
  });

  it('takes six bytes more in a chunk of 16 to 255 bytes, seven up to 4,095, and five as the last one', () => {
    expect([16, 255, 256, 4_095, 0].map(chunkFraming)).toEqual([6, 6, 7, 7, 5]);
    // The lengths of a mean event are no whole numbers.
    expect(chunkFraming(152.4)).toBe(6);
  });

  it('is that of the server, whatever its length, and shared by the events of one write', () => {
    const entry = (length: number, seq: number) => ({ id: `a-${seq}`, json: Buffer.alloc(length, 'x') });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 70_000 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        const entries = lengths.map((length, index) => entry(length, index + 1));
        const events = lengths.reduce((sum, length) => sum + length + eventFraming(3), 0);
        expect(plainEvents.notifications(entries).byteLength).toBe(events);
        expect(chunkedEvents.notifications(entries).byteLength).toBe(inChunk(events));
      }),
      { numRuns: 30 },
    );
  });

  it('of a hello is always that of two digits', () => {
    for (const cursor of ['a-0', `${'k'.repeat(32)}-9007199254740991`]) {
      for (const heartbeat of [0, 86_400_000]) {
        for (const gapFollows of [false, true]) {
          const hello = { cursor, heartbeat };
          expect(chunkedEvents.hello(hello, gapFollows).byteLength - plainEvents.hello(hello, gapFollows).byteLength).toBe(helloChunk);
        }
      }
    }
  });
});

describe('TCP and IP', () => {
  it('make 206 of a 102-byte frame and 1,017 of an 861-byte exchange', () => {
    expect(pushWire(102)).toBe(206);
    expect(pushWire(120)).toBe(224);
    expect(exchangeWire(497, 364)).toBe(1_017);
    expect(exchangeWire(497, 261)).toBe(914);
  });

  it('cost 20 bytes more per segment over IPv6, and a segment for every 1,448 bytes', () => {
    expect(pushWire(102, 'ipv6') - pushWire(102)).toBe(40);
    expect(pushWire(1_449) - pushWire(1_448)).toBe(53);
    expect(connectBytes('ipv4')).toBe(172);
  });
});

describe('The crossover', () => {
  it('is 8.7 notifications per interval against WebSocket and 7.4 against SSE, for the heads measured first', () => {
    expect(crossover({ request: 497, response: 261, pushOverhead: 2 })).toBeCloseTo(8.7, 1);
    expect(crossover({ request: 497, response: 261, pushOverhead: 20 })).toBeCloseTo(7.4, 1);
  });

  it('is where the costs of polling and of pushing meet', () => {
    const at = (rate: number) => costOf('polling', { ...situation, rate }).wire - costOf('websocket', { ...situation, rate }).wire;
    const { question } = situation.heads.polling;
    const expected = crossover({ request: question + 8, response: answerHead + 3 + 32 + 8, pushOverhead: 2 });
    expect(at(expected * 0.95)).toBeGreaterThan(0);
    expect(at(expected * 1.2)).toBeLessThan(0);
  });
});

describe('The claim of 2010', () => {
  it('is 435 to one among heads, 41 with the payload and 8.3 on the network', () => {
    const ratios = claimLayers(claim2010).map(({ ratio }) => ratio);
    expect(ratios[0]).toBeCloseTo(435.5, 1);
    expect(ratios[1]).toBeCloseTo(40.5, 1);
    expect(claimLayers(claim2010)[2]).toMatchObject({ exchange: 1_047, push: 126 });
    expect(ratios[2]).toBeCloseTo(8.3, 1);
  });

  it('with the heads of Chromium 156 and Express is 380 to one among heads and 4.9 on the network', () => {
    const layers = claimLayers({ request: 497, response: 264, payload: 100, frame: 2 });
    expect(layers.map(({ exchange, push }) => [exchange, push])).toEqual([
      [761, 2],
      [861, 102],
      [1_017, 206],
    ]);
  });
});

describe('Empty polls', () => {
  it('are e^-λT for Poisson arrivals, and so they are when counted', () => {
    const times = publishTimes('poisson', 2, 4_000, seededRandom(3));
    expect(uselessShare('poisson', 2, 300)).toBeCloseTo(Math.exp(-0.6));
    expect(countedUselessShare(times, 300, 123, 13_000)).toBeCloseTo(Math.exp(-0.6), 1);
  });

  it('are 1 - λT for evenly spaced ones, and so they are when counted, whatever the rate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (rate, phase) => {
        const interval = 317;
        const times = publishTimes('periodic', rate, 700, seededRandom(1));
        expect(Math.abs(countedUselessShare(times, interval, phase * interval, 2_000) - uselessShare('periodic', rate, interval))).toBeLessThan(0.03);
      }),
      { numRuns: 40 },
    );
  });

  it('come with 1 / λT requests per notification', () => {
    expect(pollsPerNotification(0.5, 1_000)).toBe(2);
  });
});

describe('Latency', () => {
  it('of polling is uniform over the interval, and half a round trip', () => {
    const { mean: average, quantile } = pollingLatency(1_000, 100);
    expect([average, quantile(0.5), quantile(0.95), quantile(0.99)]).toEqual([550, 550, 1_000, 1_040]);
  });

  it('of a push is half a round trip', () => {
    expect([pushLatency(300).mean, pushLatency(300).quantile(0.99)]).toEqual([150, 150]);
  });

  it('of long-polling for Poisson arrivals is what the simulation says', () => {
    for (const [rate, rtt] of [
      [1, 100],
      [5, 100],
      [5, 300],
      [20, 300],
    ] as const) {
      const times = publishTimes('poisson', rate, 20_000 / rate, seededRandom(5));
      const { latencies, deaf, answers } = simulateLongPolling(times, { rtt, hold: 1e9, phase: 0 });
      const model = longPollingLatency(rate, rtt);
      expect(mean(latencies) / model.mean).toBeCloseTo(1, 1);
      expect(deaf / latencies.length).toBeCloseTo(deafShare(rate, rtt), 1);
      expect(latencies.length / answers / perLongPollAnswer(rate, rtt)).toBeCloseTo(1, 1);
      expect(percentile(latencies, 0.99) / model.quantile(0.99)).toBeCloseTo(1, 1);
    }
  });

  it('of long-polling for even arrivals slower than the gap is that of a push', () => {
    const times = publishTimes('periodic', 2, 60, seededRandom(1));
    const outcome = simulateLongPolling(times, { rtt: 300, hold: 25_000, phase: 0 });
    expect(new Set(outcome.latencies)).toEqual(new Set([150]));
    expect(outcome).toMatchObject({ deaf: 0, answers: 120 });
  });

  it('of long-polling never loses or reorders, whatever the schedule', () => {
    const property = fc.property(fc.integer(), fc.double({ min: 0.1, max: 50, noNaN: true }), fc.integer({ min: 0, max: 500 }), (seed, rate, rtt) => {
      const times = publishTimes('poisson', rate, 30, seededRandom(seed));
      const { latencies } = simulateLongPolling(times, { rtt, hold: 5_000, phase: 0 });
      expect(latencies.length).toBe(times.length);
      for (const latency of latencies) expect(latency).toBeGreaterThanOrEqual(rtt / 2 - 1e-9);
      const received = times.map((at, index) => at + (latencies[index] ?? 0));
      for (const [index, at] of received.entries()) expect(at).toBeGreaterThanOrEqual((received[index - 1] ?? 0) - 1e-6);
    });
    fc.assert(property, { numRuns: 40 });
  });

  it('of long-polling counts the holds that end empty', () => {
    expect(simulateLongPolling([10_500], { rtt: 0, hold: 1_000, phase: 0 })).toMatchObject({ answers: 1, empty: 10 });
  });
});

/** A census of one client that saw everything once. */
function someCensus(times = 1): Census {
  const counter = new CensusCounter();
  for (let time = 0; time < times; time += 1) {
    counter.opening();
    counter.hello('k3f9ab-9');
    counter.question('k3f9ab-9');
    counter.empty();
    counter.answer({ cursor: 'k3f9ab-11', notifications: [98, 200], length: 341 });
    counter.notification('k3f9ab-12', 98);
    counter.chunk(90);
    counter.chunk(300);
    counter.heartbeat('k3f9ab-12');
    counter.ping();
    counter.pong();
  }
  return counter.census;
}

describe('A prediction from counted exchanges', () => {
  it('grows with the counts: a thousand clients take a thousand times the bytes of one', () => {
    for (const arm of [...transportNames, 'tcp'] as const) {
      const setting = { heads: headsOf(bareReader(host), arm === 'tcp' ? 'polling' : arm), heartbeat: 15_000 };
      const one = predictTraffic(arm, someCensus(), setting);
      const many = predictTraffic(arm, someCensus(1_000), setting);
      expect(trafficTotal(many.opening)).toBeCloseTo(1_000 * trafficTotal(one.opening), 3);
      expect(trafficTotal(many.steady)).toBeCloseTo(1_000 * trafficTotal(one.steady), 3);
    }
  });

  it('puts the JSON of notifications under payload, and nothing else', () => {
    const { steady } = predictTraffic('sse', someCensus(), { heads: headsOf(bareReader(host), 'sse'), heartbeat: 15_000 });
    expect(steady.down.payload).toBe(396);
    expect(splitTotal(steady.up)).toBe(0);
  });

  it('of what lies between two censuses is that of their difference', () => {
    expect(combine(someCensus(3), someCensus(1), -1)).toEqual(someCensus(2));
    expect(combine(someCensus(1), someCensus(1))).toEqual(someCensus(2));
  });
});

describe('What a notification costs', () => {
  it('is least on WebSocket and most on polling, when there is one every two seconds', () => {
    const seldom = { ...situation, rate: 0.5 };
    const inOrder = [...transportNames].sort((one, other) => costOf(one, seldom).wire - costOf(other, seldom).wire);
    expect(inOrder).toEqual(['websocket', 'sse', 'long-polling', 'polling']);
    expect(costOf('websocket', situation)).toEqual({ bytes: 102, wire: 206, requests: 0 });
  });

  it('falls on long-polling as the rate rises, because answers batch', () => {
    const at = (rate: number) => costOf('long-polling', { ...situation, rate, rtt: 100 }).bytes;
    expect(at(100)).toBeLessThan(at(1) / 4);
  });

  it('is paid on polling even in a minute without any', () => {
    const minute = (name: (typeof transportNames)[number], heartbeat: number, hold: number) => {
      const { up, down } = flowOf(name, { ...situation, rate: 0 }, { heartbeat, hold }).socket;
      return { up: Math.round(60e6 * up) / 1e6, down: Math.round(60e6 * down) / 1e6 };
    };
    expect(minute('polling', 15_000, 25)).toEqual({ up: 60 * 559, down: 60 * 137 });
    expect(minute('sse', 15_000, 25)).toEqual({ up: 0, down: 4 * (40 + 6) });
    expect(minute('websocket', 15_000, 25)).toEqual({ up: 24, down: 4 * (2 + 40 + 2) });
    expect(minute('websocket', 0, 25)).toEqual({ up: 0, down: 0 });
    expect(minute('long-polling', 15_000, 30).up).toBe(2 * 572);
  });

  it('of heartbeats is less where something is published now and then, and none where much is', () => {
    const beats = (rate: number) => flowOf('sse', { ...situation, rate }, { heartbeat: 15_000, hold: 25 }).socket.down - rate * 127;
    expect(beats(0) * 15).toBeCloseTo(46, 6);
    // One silence in e is as long as the mean: λ / (e − 1) at λ = 1 / heartbeat.
    expect(beats(1 / 15) * 15).toBeCloseTo(46 / (Math.E - 1), 6);
    expect(beats(10)).toBeCloseTo(0, 6);
  });

  it('is 16 bytes for ten bytes upstream', () => {
    expect(splitTotal(frameExchange(10, 40).up)).toBe(16);
  });
});
