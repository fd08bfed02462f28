import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dockPanels, handicaps } from '../../client/page/settings/settings.ts';
import { clamped, defaults, ranges, readUrl, writeUrl } from '../../client/page/settings/url.ts';
import { languageNames } from '../../client/page/words/languages.ts';
import { transportNames } from '../../server/stream/protocol.ts';

describe('the URL of a setting', () => {
  it('consists of readable names and values', () => {
    expect(writeUrl(defaults)).toBe('#v=1&mode=race&rate=2&poll=2000&rtt=100');
    expect(writeUrl({ ...defaults, lanes: ['long-polling', 'sse'], rate: 20, rtt: 300, span: 5, theme: 'dark' })).toBe(
      '#v=1&mode=race&lanes=long-polling,sse&rate=20&poll=2000&rtt=300&span=5&theme=dark',
    );
  });

  it('gives the same settings when it is opened', () => {
    const setting = fc.record({
      mode: fc.constantFrom('race' as const, 'one' as const),
      lanes: fc.subarray([...transportNames], { minLength: 1 }),
      transport: fc.constantFrom(...transportNames),
      without: fc.subarray([...handicaps]),
      percentile: fc.constantFrom('p50' as const, 'p95' as const, 'p99' as const),
      hidden: fc.constantFrom('pause' as const, 'run' as const),
      conditions: fc.boolean(),
      dock: fc.constantFrom(...dockPanels),
      projector: fc.boolean(),
      theme: fc.constantFrom('auto' as const, 'light' as const, 'dark' as const),
      language: fc.constantFrom('auto' as const, ...languageNames),
      span: fc.constantFrom(5, 15, 60),
      ...(Object.fromEntries(
        Object.entries(ranges)
          .filter(([name]) => name !== 'span')
          .map(([name, [min, max]]) => [name, fc.double({ min, max, noNaN: true })]),
      ) as Record<Exclude<keyof typeof ranges, 'span'>, fc.Arbitrary<number>>),
    });
    fc.assert(
      fc.property(setting, (settings) => {
        expect(readUrl(writeUrl(settings))).toEqual({ settings, notices: [], token: undefined, empty: false });
      }),
    );
  });

  it('means a first visit if it is empty', () => {
    expect(readUrl('')).toEqual({ settings: defaults, notices: [], token: undefined, empty: true });
    expect(readUrl('#token=secret')).toEqual({ settings: defaults, notices: [], token: 'secret', empty: true });
  });

  it('keeps the token out of the settings', () => {
    const { settings, token, empty } = readUrl('#token=a-b.c_d~e&rate=5');
    expect([settings.rate, token, empty]).toEqual([5, 'a-b.c_d~e', false]);
    expect(writeUrl(settings)).not.toContain('token');
  });

  it.each([
    ['#colour=red', '“colour” is no setting of this page; it was left out.'],
    ['#black-hole=10', '“black-hole” is no setting of this page; it was left out.'],
    ['#toString=1', '“toString” is no setting of this page; it was left out.'],
    ['#rate=many', 'Expected rate to be a number; got “many”.'],
    ['#rate=', 'Expected rate to be a number; got “”.'],
    ['#hidden=sleep', 'Expected hidden to be pause or run; got “sleep”.'],
    ['#mode=duel', 'Expected mode to be race or one; got “duel”.'],
    ['#lanes=pigeon', 'Expected lanes to be some of polling, long-polling, sse, websocket; got “pigeon”.'],
    ['#rate=5000', 'rate goes from 0 to 1000; 5000 became 1000.'],
    ['#poll=1', 'poll goes from 100 to 60000; 1 became 100.'],
    ['#v=0&rate=3', 'This link is of version 0; this page reads version 1 and took what it knows.'],
    ['#v=9&rate=3', 'This link is of version 9; this page reads version 1 and took what it knows.'],
  ])('reports what it could not use: %s', (hash, notice) => {
    expect(readUrl(hash).notices).toEqual([notice]);
  });

  it('uses known settings beside unknown ones', () => {
    expect(readUrl('#v=1&colour=red&rate=20').settings.rate).toBe(20);
  });

  it.each([
    ['of an older version', '#v=0&rate=20', 20],
    ['without a version', '#rate=20&transport=sse', 20],
    ['that was cut off in the middle of a setting', '#v=1&rate=20&po', 20],
    ['with a broken escape', '#v=1&rate=20&dock=%E0%A4%A', 20],
  ])('uses the known settings of a link %s', (_, hash, rate) => {
    expect(readUrl(hash).settings.rate).toBe(rate);
  });

  it('gives nothing but settings, and no fault, whatever it contains', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(Object.keys(readUrl(hash).settings).sort()).toEqual(Object.keys(defaults).sort());
      }),
    );
    expect(clamped({ ...defaults, rtt: -5 }).rtt).toBe(0);
  });
});
