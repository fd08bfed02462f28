import { describe, expect, it } from 'vitest';
import {
  answerHead,
  bareReader,
  type Census,
  CensusCounter,
  chromiumReader,
  claim2010,
  claimLayers,
  combine,
  costOf,
  crossover,
  flowOf,
  frameExchange,
  headsOf,
  predictTraffic,
  type Situation,
  splitTotal,
  trafficTotal,
} from '../../bench/model/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { allHeads } from './model-support.ts';

const host = '127.0.0.1:35915';

const situation: Situation = { rate: 1, payload: 100, cursor: 8, interval: 1_000, rtt: 0, heads: allHeads(chromiumReader(host)) };

describe('The crossover', () => {
  it('is 8.7 notifications per interval against WebSocket and 7.4 against SSE, for the heads measured first', () => {
    expect(crossover({ request: 497, response: 261, pushOverhead: 2 })).toBeCloseTo(8.7, 1);
    expect(crossover({ request: 497, response: 261, pushOverhead: 20 })).toBeCloseTo(7.4, 1);
  });

  it('is the rate at which polling and pushing cost the same', () => {
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

  it('for the time between two censuses is that for their difference', () => {
    expect(combine(someCensus(3), someCensus(1), -1)).toEqual(someCensus(2));
    expect(combine(someCensus(1), someCensus(1))).toEqual(someCensus(2));
  });
});

describe('What a notification costs', () => {
  it('is lowest on WebSocket and highest on polling, with one every two seconds', () => {
    const seldom = { ...situation, rate: 0.5 };
    const inOrder = [...transportNames].sort((one, other) => costOf(one, seldom).wire - costOf(other, seldom).wire);
    expect(inOrder).toEqual(['websocket', 'sse', 'long-polling', 'polling']);
    expect(costOf('websocket', situation)).toEqual({ bytes: 102, wire: 206, requests: 0 });
  });

  it('falls on long-polling as the rate rises, because answers batch', () => {
    const at = (rate: number) => costOf('long-polling', { ...situation, rate, rtt: 100 }).bytes;
    expect(at(100)).toBeLessThan(at(1) / 4);
  });

  it('arises on polling even in a minute without notifications', () => {
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

  it('of heartbeats falls with occasional notifications, and is 0 with frequent ones', () => {
    const beats = (rate: number) => flowOf('sse', { ...situation, rate }, { heartbeat: 15_000, hold: 25 }).socket.down - rate * 127;
    expect(beats(0) * 15).toBeCloseTo(46, 6);
    // One silence in e is at least as long as the mean: λ / (e − 1) at λ = 1 / heartbeat.
    expect(beats(1 / 15) * 15).toBeCloseTo(46 / (Math.E - 1), 6);
    expect(beats(10)).toBeCloseTo(0, 6);
  });

  it('is 16 bytes for ten bytes upstream', () => {
    expect(splitTotal(frameExchange(10, 40).up)).toBe(16);
  });
});
