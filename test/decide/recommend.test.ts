import { describe, expect, it } from 'vitest';
import { seededRandom, shuffled } from '../../bench/statistics/random.ts';
import { examples } from '../../client/choosing/examples.ts';
import { choose, type Leaf, leaves } from '../../client/page/decide/choice.ts';
import { answersTo, type Needs, questionNames, usualNeeds } from '../../client/page/decide/questions.ts';
import { recommend } from '../../client/page/decide/recommend.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import { allNeeds } from './all-needs.ts';

const some = shuffled(allNeeds, seededRandom(2_026)).slice(0, 400);

const inWords = (needs: Needs): string => JSON.stringify(needs);

describe('Each outcome of the recommendation', () => {
  const expected: Readonly<Record<Leaf, TransportName | undefined>> = {
    sse: 'sse',
    'sse-and-posts': 'sse',
    'websocket-sends': 'websocket',
    'websocket-tabs': 'websocket',
    'polling-is-lighter': 'polling',
    'polling-is-simple': 'polling',
    'polling-is-left': 'polling',
    'long-polling-is-left': 'long-polling',
    'nothing-fits': undefined,
  };

  it.each(leaves)('%s', (leaf) => {
    const found = recommend(examples[leaf].needs);
    expect([found.leaf, found.transport]).toEqual([leaf, expected[leaf]]);
    expect(found.fallbacks).not.toContain(found.transport);
    expect(found.reasons.length).toBeGreaterThanOrEqual(leaf === 'nothing-fits' ? 0 : 2);
    expect(found.counterArgument === undefined).toBe(leaf === 'nothing-fits');
    expect(found.assumption === undefined).toBe(leaf === 'nothing-fits');
  });

  const cases: readonly (readonly [string, Partial<Needs>, TransportName | undefined])[] = [
    ['a usual dashboard', {}, 'sse'],
    ['a dashboard behind a company proxy', { network: 'company' }, 'sse'],
    ['a form now and then', { direction: 'seldom' }, 'sse'],
    ['a drone', { direction: 'often', staleness: '0.2s', rate: '10-per-second' }, 'websocket'],
    ['a dashboard behind who knows what', { network: 'unknown' }, 'sse'],
    ['a drone behind a company proxy', { direction: 'often', staleness: '0.2s', network: 'company' }, 'sse'],
    ['news once a second that may be ten seconds old', { staleness: '10s' }, 'polling'],
    ['news once an hour: heartbeats cost less than polls of a browser', { rate: 'per-hour', staleness: '60s' }, 'sse'],
    ['news once an hour for ten people', { rate: 'per-hour', staleness: '60s', clients: '10' }, 'polling'],
    ['a rate at which a poll brings dozens', { rate: '100-per-second', staleness: '2s' }, 'polling'],
    ['the same rate, with everything delivered at once', { rate: '100-per-second', staleness: '0.2s' }, 'sse'],
    ['a header and nothing else', { auth: 'header', rate: 'per-minute' }, 'long-polling'],
    ['a header and nothing else, and more than one notification a poll', { auth: 'header' }, 'polling'],
    ['a header and a ticket', { auth: 'ticket' }, 'sse'],
    ['a proxy that holds answers', { network: 'buffering', staleness: '0.2s' }, 'long-polling'],
    ['many tabs', { http: 'tabs' }, 'websocket'],
    ['many tabs behind a company proxy', { http: 'tabs', network: 'company' }, 'polling'],
    ['a header, on phones, delivered at once', { auth: 'header', network: 'mobile', staleness: '0.2s' }, undefined],
    ['messages without a request each, behind a proxy that passes no upgrade', { direction: 'socket', network: 'company' }, undefined],
  ];

  it.each(cases)('%s', (_, needs, transport) => {
    expect(choose({ ...usualNeeds, ...needs }).transport).toBe(transport);
  });

  it('is reached by some combination of answers, and there is no other outcome', () => {
    expect(new Set(allNeeds.map((needs) => choose(needs).leaf))).toEqual(new Set(leaves));
  });
});

/** The transports that the answers rule out, written independently of the code. */
function forbidden({ direction, network, auth, http, staleness }: Needs): ReadonlySet<TransportName> {
  const out = new Set<TransportName>();
  const forbid = (when: boolean, ...names: readonly TransportName[]) => {
    for (const name of when ? names : []) out.add(name);
  };
  forbid(direction === 'socket', 'polling', 'long-polling', 'sse');
  forbid(network === 'company' || network === 'buffering', 'websocket');
  forbid(network === 'buffering', 'sse');
  forbid(auth === 'header', 'sse', 'websocket');
  forbid(http === 'tabs', 'sse', 'long-polling');
  forbid(network === 'mobile' && staleness === '0.2s', 'polling', 'long-polling');
  return out;
}

describe('For every combination of answers', () => {
  it('a transport is in the order exactly if the answers do not rule it out', () => {
    for (const needs of allNeeds) {
      const { transport, order } = choose(needs);
      expect(new Set(order).size, inWords(needs)).toBe(4 - forbidden(needs).size);
      for (const name of order) expect(forbidden(needs).has(name), inWords(needs)).toBe(false);
      expect(transport, inWords(needs)).toBe(order[0]);
    }
  });

  it.each(['staleness', 'clients'] as const)('a shorter delay or more clients never make polling more attractive: %s', (question) => {
    // Ordered from the answer that favours polling least to the one that favours it most.
    const ascending = question === 'staleness' ? answersTo(question) : answersTo(question).toReversed();
    for (const needs of allNeeds.filter((one) => one[question] === ascending[0])) {
      const polls = ascending.map((answer) => choose({ ...needs, [question]: answer }).transport === 'polling');
      expect(polls, inWords(needs)).toEqual(polls.toSorted((one, other) => Number(one) - Number(other)));
    }
  });
});

describe('The assumption of a recommendation', () => {
  it.each([
    ['sse', {}, 'This holds as long as no proxy holds an answer back until it ends, and HTTP/2 reaches the browsers.'],
    ['sse', { http: 'h1' }, 'This holds as long as no proxy holds an answer back until it ends.'],
    ['websocket', { http: 'tabs' }, 'This holds as long as every proxy passes the upgrade, and keeps the connection.'],
    [
      'long-polling',
      { staleness: '0.2s', network: 'buffering', http: 'h1' },
      'This holds as long as no proxy ends a request that waits for its answer.',
    ],
    ['polling', { staleness: '10s' }, 'This holds as long as short requests pass.'],
  ] as const)('%s, %o: is a sentence', (transport, given, sentence) => {
    const found = recommend({ ...usualNeeds, ...given });
    expect([found.transport, found.assumption]).toEqual([transport, sentence]);
  });
});

describe('For 400 random combinations of answers', () => {
  it('equal answers give the same recommendation, and are not changed', () => {
    for (const needs of some) {
      const before = inWords(needs);
      expect(recommend(Object.freeze({ ...needs }))).toEqual(recommend(needs));
      expect(inWords(needs)).toBe(before);
    }
  });

  it('each answer that is said to change the recommendation does so, and no other does', () => {
    for (const needs of some) {
      const { transport, changes } = recommend(needs);
      expect(transport).toBe(choose(needs).transport);
      for (const question of questionNames) {
        for (const answer of answersTo(question)) {
          const told = changes.find((one) => one.question === question && one.answer === answer);
          const now = choose({ ...needs, [question]: answer }).transport;
          // A visitor may not know the network, but nobody unlearns it.
          if (answer === 'unknown') expect(told).toBeUndefined();
          else expect(told ? told.to : transport, `${inWords(needs)}, ${question} ${answer}`).toBe(now);
          if (told) expect(now).not.toBe(transport);
        }
      }
    }
  });

  it('nothing is recommended only if each of the four is ruled out, and then each has a reason', () => {
    for (const needs of allNeeds.filter((one) => choose(one).transport === undefined).slice(0, 100)) {
      const { ruledOut, reasons, changes } = recommend(needs);
      expect(ruledOut.map(({ transport }) => transport)).toEqual(['polling', 'long-polling', 'sse', 'websocket']);
      expect(reasons).toEqual([]);
      expect(Array.isArray(changes)).toBe(true);
    }
  });
});
