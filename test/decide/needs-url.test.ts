import { describe, expect, it } from 'vitest';
import { seededRandom, shuffled } from '../../bench/statistics/random.ts';
import { queryOf, readNeeds } from '../../client/page/decide/needs-url.ts';
import { usualNeeds } from '../../client/page/decide/questions.ts';
import { allNeeds } from './all-needs.ts';

describe('The query of a link to /decide', () => {
  it('gives the same answers when it is read', () => {
    for (const needs of shuffled(allNeeds, seededRandom(3)).slice(0, 300)) expect(readNeeds(queryOf(needs))).toEqual({ needs, troubles: [] });
  });

  it('gives the usual answer to a question that it leaves out, and ignores foreign parameters', () => {
    expect(readNeeds('')).toEqual({ needs: usualNeeds, troubles: [] });
    expect(readNeeds('?network=company&utm_source=chat&__proto__=1')).toEqual({ needs: { ...usualNeeds, network: 'company' }, troubles: [] });
  });

  it.each([
    [
      'an old or misspelt answer',
      'network=vpn',
      'Expected network to be one of open, mobile, company, buffering, unknown; got "vpn". open is taken instead.',
    ],
    ['an empty one', 'http=', 'Expected http to be one of h2, h1, tabs; got "". h2 is taken instead.'],
    [
      'a name that every object has',
      'auth=constructor',
      'Expected auth to be one of cookie, ticket, header; got "constructor". cookie is taken instead.',
    ],
    ['markup', `rate=${encodeURIComponent('<img src=x>')}`, 'got "<img src=x>". per-second is taken instead.'],
    ['a very long one', `clients=${'9'.repeat(5_000)}`, `got "${'9'.repeat(40)}… (5,000 characters)". 1000 is taken instead.`],
  ])('gives the expected value, the received value and the replacement for %s', (_, query, sentence) => {
    const { needs, troubles } = readNeeds(`?${query}&staleness=10s`);
    expect(needs).toEqual({ ...usualNeeds, staleness: '10s' });
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toContain(sentence);
  });

  it('may be invalid in every question at once', () => {
    expect(readNeeds('?direction=a&rate=b&staleness=c&clients=d&network=e&auth=f&http=g&rate=h').troubles).toHaveLength(7);
  });
});
