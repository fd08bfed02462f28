import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAsGood } from '../../client/page/cards/compare.ts';
import { delayText, type LaneFigures, liveSentence, type RunConditions, ties } from '../../client/page/sentence/live-sentence.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';

const conditions: RunConditions = { rate: 2, burst: 1, rtt: 100, pollInterval: 2_000 };

const lane = (transport: TransportName, delay: number, bytes = 300, troubled = false): LaneFigures => ({
  transport,
  delay,
  bytes,
  deliveries: 0,
  seconds: 0,
  troubled,
});

const usual = [lane('polling', 1_070, 1_240), lane('long-polling', 60, 900), lane('sse', 56), lane('websocket', 55, 310)];

const text = (lanes: readonly LaneFigures[], given: Partial<RunConditions> = {}) => liveSentence(lanes, { ...conditions, ...given }).text;

describe('the live sentence', () => {
  it('names the transports that tie, those that are slower and by how much, and the conditions', () => {
    expect(text(usual)).toBe(
      'At a round trip of 100 ms and 2 notifications a second, long-polling, sse and websocket tie at 55 ms to 60 ms, but long-polling takes 3 × the bytes of sse; polling every 2 s takes 1.07 s and 4.1 × the bytes of sse.',
    );
  });

  it('separates transports that differ from the fastest by more than noise', () => {
    const apart = [lane('sse', 150), lane('long-polling', 220, 330), lane('polling', 1_150)];
    expect(text(apart, { rtt: 300, rate: 1 })).toBe(
      'At a round trip of 300 ms and 1 notification a second, sse delivers in 150 ms; long-polling takes 220 ms; polling every 2 s takes 1.15 s.',
    );
  });

  it('names the measured rate if chance does not explain its difference from the rate that is set', () => {
    const run = (deliveries: number, given: Partial<RunConditions> = {}) =>
      text(
        usual.map((one) => ({ ...one, deliveries, seconds: 30 })),
        given,
      );
    // 60 are expected in 30 s; three standard deviations of that count are 23.
    expect(run(60)).toContain('100 ms and 2 notifications a second, ');
    expect(run(75)).toContain('100 ms and 2 notifications a second, ');
    expect(run(90)).toContain('100 ms and 3 notifications a second (2 set), ');
    expect(run(9_000, { rate: 1_000 })).toContain('100 ms and 300 notifications a second (1,000 set), ');
    // With bursts of ten, the count varies more.
    expect(run(90, { burst: 10 })).toContain('100 ms and 2 notifications a second, ');
    expect(run(30, { rate: 0 })).toContain('100 ms and 1 notification a second (0 set), ');
  });

  it('leaves out bytes where the lab does not count them', () => {
    expect(text([lane('sse', 50, 0), lane('polling', 900, 500)], { rtt: undefined })).toBe(
      'On this network as it is and 2 notifications a second, sse delivers in 50 ms; polling every 2 s takes 900 ms.',
    );
  });

  it('says so if delays vary too much to settle after the usual number of deliveries', () => {
    const scattered = { ...lane('sse', Number.NaN), deliveries: 122 };
    expect(text([...usual.slice(0, 2), scattered, lane('websocket', 55)])).toBe(
      'Settling: 3 of 4 lanes can be compared by now. The delays of sse vary much here, as on a busy machine: that takes longer.',
    );
  });

  it('is settling until every lane that it compares has settled, and says what it waits for and how long', () => {
    const early = [lane('polling', Number.NaN), ...usual.slice(1)];
    expect(liveSentence(early, conditions)).toEqual({
      state: 'settling',
      text: 'Settling: 3 of 4 lanes can be compared by now. Polling needs up to 100 deliveries: 50 s at 2 a second.',
    });
    expect(text([lane('sse', Number.NaN), lane('websocket', Number.NaN)], { rate: 0.6 })).toBe(
      'Settling: 0 of 2 lanes can be compared by now. A push needs up to 10 deliveries: 17 s at 0.6 a second.',
    );
    expect(liveSentence([lane('sse', 50, Number.NaN)], conditions).state).toBe('settling');
  });

  it('says that nothing is published, and does not wait', () => {
    expect(liveSentence([lane('sse', Number.NaN)], { ...conditions, rate: 0 })).toEqual({
      state: 'nothing',
      text: 'Nothing is published by itself at present: raise the rate, or publish one.',
    });
  });

  it('leaves out lanes with trouble, and says so', () => {
    const [polling, ...rest] = usual;
    const broken = [lane('polling', Number.NaN, Number.NaN, true), ...rest];
    expect(polling).toBeDefined();
    expect(text(broken)).toMatch(
      /^At .* tie at 55 ms to 60 ms, but long-polling takes 3 × the bytes of sse\. Not compared, because of its trouble: polling\.$/,
    );
    expect(
      liveSentence(
        usual.map((one) => ({ ...one, troubled: true })),
        conditions,
      ).state,
    ).toBe('nothing');
  });

  const figures = fc.record({ delay: fc.double({ min: 0.5, max: 60_000, noNaN: true }), bytes: fc.integer({ min: 1, max: 100_000 }) });
  const someLanes = fc
    .tuple(figures, figures, figures, figures)
    .map((all) => all.map((one, index) => ({ ...one, transport: transportNames[index] ?? 'sse', deliveries: 0, seconds: 0, troubled: false })));

  it('never gives an order that the numbers contradict, and calls lanes that cannot be told apart a tie', () => {
    fc.assert(
      fc.property(someLanes, (lanes) => {
        const groups = ties(lanes);
        expect(groups.flat().toSorted((one, other) => one.delay - other.delay)).toEqual(groups.flat());
        expect(groups.flat()).toHaveLength(lanes.length);
        for (const [index, group] of groups.entries()) {
          const least = group[0]?.delay ?? 0;
          for (const { delay } of group) expect(isAsGood(delay, least)).toBe(true);
          for (const slower of groups.slice(index + 1).flat()) expect(isAsGood(slower.delay, least)).toBe(false);
        }
      }),
    );
  });

  it('gives every delay that it compares as the lane shows it', () => {
    fc.assert(
      fc.property(someLanes, (lanes) => {
        const told = text(lanes);
        for (const group of ties(lanes)) {
          expect(told).toContain(delayText(group[0]?.delay ?? 0));
          expect(told).toContain(delayText(group.at(-1)?.delay ?? 0));
          for (const { transport } of group) expect(told).toContain(transport);
        }
        const places = ties(lanes).map(([first]) => told.indexOf(`${delayText(first?.delay ?? 0)}`));
        expect(places.every((place) => place > 0)).toBe(true);
      }),
    );
  });
});
