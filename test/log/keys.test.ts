import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { Window } from '../../server/stream/log/window.ts';
import { type Draft, limits } from '../../server/stream/protocol.ts';

const noLimits = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
const newWindow = (maxCount: number, maxBytes = 2 ** 30) => new Window({ epoch: 'abc', maxCount, maxBytes });
const texts = (window: Window) => window.read(window.oldest - 1, Filter.all, noLimits).entries.map(({ json }) => json.toString());
const keyOf = (number: number) => `key-${String(number).padStart(limits.keyMin - 4, '0')}`;
const [one, two] = [keyOf(1), keyOf(2)];
const keyed = (data: number, key = one): Draft => ({ event: 'a', data, key });
const plain = (data: number): Draft => ({ event: 'a', data });

describe('a draft with a key', () => {
  test('that is published again gets the same id and is stored once, at any later time', () => {
    const window = newWindow(10);
    expect(window.append([keyed(1)], 100)).toEqual(['abc-1']);
    const { bytes } = window;
    expect(window.append([keyed(1)], 200.5)).toEqual(['abc-1']);
    expect([window.head, window.bytes]).toEqual([1, bytes]);
    expect(texts(window)).toEqual(['{"id":"abc-1","event":"a","data":1,"at":100}']);
  });

  test('is known for exactly as long as its notification is retained', () => {
    const window = newWindow(3);
    window.append([keyed(0)], 0);
    for (const next of [1, 2]) window.append([plain(next)], 0);
    expect(window.append([keyed(0)], 0)).toEqual(['abc-1']);
    window.append([plain(3)], 0);
    expect(window.append([keyed(0)], 0)).toEqual(['abc-5']);
  });

  test('that is used again while the page of its first use is retained stays known when that page is removed', () => {
    const window = newWindow(40);
    const fill = (count: number) =>
      window.append(
        Array.from({ length: count }, (_, next) => plain(next)),
        0,
      );
    window.append([keyed(0)], 0);
    fill(40);
    expect(window.append([keyed(0)], 0)).toEqual(['abc-42']);
    // A page of 1 KiB contains about twenty of these.
    fill(38);
    expect(window.oldest).toBeGreaterThan(40);
    expect(window.append([keyed(0)], 0)).toEqual(['abc-42']);
  });

  test('is removed by the limit on bytes as well', () => {
    const window = newWindow(1_000, 20_000);
    window.append([keyed(0)], 0);
    for (let next = 0; window.oldest === 1; next += 1) window.append([{ event: 'a', data: 'x'.repeat(500) }], next);
    const { head } = window;
    expect(window.append([keyed(0)], 0)).toEqual([`abc-${head + 1}`]);
  });

  test('keeps nothing in memory that is not counted', () => {
    const maxBytes = 200_000;
    const window = newWindow(1e6, maxBytes);
    for (let number = 0; number < 20_000; number += 1) {
      const key = `${number}`.padEnd(number % 3 === 0 ? limits.keyMax : limits.keyMin, '-');
      window.append([{ event: 'a', data: null, key }], 0);
      expect(window.bytes).toBeLessThanOrEqual(maxBytes);
    }
    const without = newWindow(1e6, maxBytes);
    for (let number = 0; number < 20_000; number += 1) without.append([{ event: 'a', data: null }], 0);
    expect(texts(window).length).toBeLessThan(texts(without).length / 2);
  });

  test.each<[string, Draft, Draft]>([
    ['data', keyed(1), keyed(2)],
    ['an event', keyed(1), { ...keyed(1), event: 'b' }],
    ['a broadcast', keyed(1), { ...keyed(1), broadcast: true }],
    ['an earlier broadcast', { ...keyed(1), type: 'broadcast' }, keyed(1)],
    ['a time', { ...keyed(1), at: 7 }, { ...keyed(1), at: 8 }],
    ['a time after none', keyed(1), { ...keyed(1), at: 8 }],
    ['a list `via`', keyed(1), { ...keyed(1), via: ['xyz'] }],
    ['data that looks like its time', { ...keyed(1), data: '"at":1}' }, { ...keyed(1), data: '"at":2}' }],
  ])('is refused with another %s, and nothing is stored', (_what, first, second) => {
    const window = newWindow(10);
    window.append([first], 7);
    const refusal = {
      code: 'key-taken',
      message: expect.stringMatching(/^Expected the message that the key "key-0+1" belongs to, abc-1; got another one\./),
    };
    expect(() => window.append([second], 7)).toThrow(expect.objectContaining(refusal));
    expect(() => window.append([plain(3), second], 7)).toThrow(/^Message 1 of the array: .* Nothing was stored\.$/);
    expect(window.head).toBe(1);
    expect(window.append([first], 9)).toEqual(['abc-1']);
  });

  test('may be in an array with others: known ones get their first ids, and the others are stored', () => {
    const window = newWindow(3);
    window.append([keyed(1), keyed(2, two)], 0);
    // Storing the first ones removes the entry by which the last one would be found.
    expect(window.append([plain(3), plain(4), keyed(5, keyOf(5)), keyed(1)], 0)).toEqual(['abc-3', 'abc-4', 'abc-5', 'abc-1']);
    expect(window.head).toBe(5);
    expect(() => window.append([keyed(6, keyOf(6)), plain(7), keyed(6, keyOf(6))], 0)).toThrow(
      /Expected a key of its own for each message; got "key-0+6" twice/,
    );
    expect(window.head).toBe(5);
  });
});

test('for any publishes with any keys, each gets the id of the retained one with its key, or a new id, or is refused', () => {
  const draft = fc.record({ key: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }), data: fc.integer({ min: 1, max: 2 }) });
  const appends = fc.array(fc.array(draft, { minLength: 1, maxLength: 5 }), { maxLength: 40 });
  fc.assert(
    fc.property(appends, fc.integer({ min: 1, max: 12 }), (list, count) => {
      const window = newWindow(count);
      const truth: { readonly key: number | undefined; readonly data: number }[] = [];
      for (const drafts of list) {
        const keys = drafts.flatMap(({ key }) => key ?? []);
        const oldest = Math.max(0, truth.length - count);
        const firstOf = (key: number | undefined) =>
          key === undefined ? -1 : truth.findLastIndex((stored, index) => index >= oldest && stored.key === key);
        const found = drafts.map(({ key }) => firstOf(key));
        const isRefused = new Set(keys).size < keys.length || drafts.some(({ data }, index) => (truth[found[index] ?? -1]?.data ?? data) !== data);
        const append = () =>
          window.append(
            drafts.map(({ key, data }) => ({ event: 'a', data, ...(key !== undefined && { key: keyOf(key) }) })),
            0,
          );
        if (isRefused) expect(append).toThrow();
        else expect(append()).toEqual(drafts.map((one, index) => `abc-${(found[index] ?? -1) >= 0 ? (found[index] ?? 0) + 1 : truth.push(one)}`));
        expect(window.head).toBe(truth.length);
      }
    }),
    { seed: 20_261_127, numRuns: 1_000 },
  );
});

test.each<[string, unknown]>([
  ['an empty string', ''],
  ['15 characters', 'k'.repeat(15)],
  ['65 characters', 'k'.repeat(65)],
  ['a million characters', 'k'.repeat(1_000_000)],
  ['a space', `${one} ${two}`],
  ['a line break at its end', `${one}\n`],
  ['a letter with an accent', `${one}é`],
  ['half a surrogate pair', `${one}\ud83d`],
  ['null', null],
  ['a number', 1_234_567_890_123_456],
  ['an array of one key', [one]],
  ['an object whose toString returns a key', { toString: () => one }],
  ['a String object', Object(one)],
  ['a symbol', Symbol(one)],
])('a key of %s is refused, and nothing is stored', async (_what, key) => {
  const log = memoryLog();
  const refusal = {
    code: 'bad-message',
    message: expect.stringMatching(/^Expected `key` to be 16 to 64 letters, digits, - and _; got .{1,100}\. Draw it at random/),
  };
  await expect(log.append([{ event: 'a', data: 1, key: key as string }])).rejects.toMatchObject(refusal);
  expect([log.window.head, log.window.bytes]).toEqual([0, 0]);
});

test('property names of every object are valid keys', () => {
  const window = newWindow(10);
  const keys = ['__defineGetter__', 'propertyIsEnumerable', `__proto__${'_'.repeat(8)}`];
  const append = () => keys.map((key, data) => window.append([{ event: 'a', data, key }], 0)[0]);
  expect(append()).toEqual(['abc-1', 'abc-2', 'abc-3']);
  expect(append()).toEqual(['abc-1', 'abc-2', 'abc-3']);
});
