import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { type Draft, limits, type Notification } from '../../server/stream/protocol.ts';
import { anyText } from '../support/any-text.ts';

const good: Draft = { event: 'a', data: 1 };
const circular: Record<string, unknown> = { name: 'a' };
circular.self = [circular];
const revoked = (target: object) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const throwing = (what: string) => ({
  get [what](): never {
    throw new Error('the getter said no');
  },
});
const stored = (log: ReturnType<typeof memoryLog>) =>
  log.window
    .read(0, Filter.all, { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY })
    .entries.map(({ json }) => JSON.parse(json.toString()) as Notification);
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

/** Drafts of a program, and the expected errors. */
const drafts: readonly (readonly [what: string, draft: unknown, told: RegExp])[] = [
  ['null', null, /Expected a message.*got null/],
  ['a string', 'news', /Expected a message.*got "news"/],
  ['an array', [good], /Expected a message.*got an array/],
  ['a Date as `at`', { ...good, at: new Date(0) }, /Expected `at` to be milliseconds since 1970; got a Date/],
  ['NaN as `at`', { ...good, at: Number.NaN }, /`at`.*got NaN/],
  ['Infinity as `at`', { ...good, at: Number.POSITIVE_INFINITY }, /`at`.*got Infinity/],
  ['text as `at`', { ...good, at: '2026-01-01' }, /`at`.*got "2026-01-01"/],
  ['a BigInt as `at`', { ...good, at: 1n }, /`at`.*got a BigInt/],
  ['an empty `via`', { ...good, via: [] }, /Expected `via` to be 1 to 16 epochs/],
  ['a `via` of too many logs', { ...good, via: Array.from({ length: 17 }, () => 'abcdef') }, /Expected `via`/],
  ['a `via` with an invalid epoch', { ...good, via: ['abcdef', 'A B'] }, /Expected `via`/],
  ['no event', { data: 1 }, /Expected `event`.*got nothing/],
  ['an empty event', { event: '', data: 1 }, /Expected `event`.*got ""/],
  ['a symbol as event', { event: Symbol('a'), data: 1 }, /Expected `event`.*got a symbol/],
  ['half a surrogate pair in the event', { event: 'a\ud83d', data: 1 }, /Expected `event`/],
  ['a line break in the event', { event: 'a\nb', data: 1 }, /Expected `event`/],
  ['an event of 65 characters', { event: 'e'.repeat(65), data: 1 }, /Expected `event`/],
  ['no data', { event: 'a' }, /Expected `data` to be any JSON value; got none/],
  ['a function as data', { event: 'a', data: () => 1 }, /`data` that JSON can hold; got a function/],
  ['a symbol as data', { event: 'a', data: Symbol('a') }, /got a symbol/],
  ['a BigInt as data', { event: 'a', data: 1n }, /got a BigInt/],
  ['a BigInt in data', { event: 'a', data: { deep: [1n] } }, /got a BigInt at "0"/],
  ['NaN in data', { event: 'a', data: { temperature: Number.NaN } }, /got NaN at "temperature"/],
  ['Infinity as data', { event: 'a', data: Number.NEGATIVE_INFINITY }, /got -Infinity/],
  ['nothing in an array', { event: 'a', data: [1, undefined] }, /got nothing at "1"/],
  ['a function in an array', { event: 'a', data: [() => 1] }, /got a function at "0"/],
  ['a Map', { event: 'a', data: { map: new Map([[1, 2]]) } }, /got a Map at "map"/],
  ['an Error', { event: 'a', data: new Error('lost') }, /got an Error/],
  ['an invalid Date', { event: 'a', data: [new Date(Number.NaN)] }, /got a Date at "0"/],
  ['a Number object', { event: 'a', data: [Object(Number.NaN)] }, /got a Number at "0"/],
  ['circular data', { event: 'a', data: circular }, /got one that holds itself at "0"/],
  ['data that is nested too deeply', { event: 'a', data: nested(limits.dataDepth + 1) }, /at most 60 arrays and objects inside of each other/],
  ['data that is nested far too deeply', { event: 'a', data: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) }, /inside of each other/],
  ['a toJSON that returns nothing', { event: 'a', data: { toJSON: () => undefined } }, /`data` that JSON can hold; got/],
  ['a toJSON that returns NaN', { event: 'a', data: { a: { toJSON: () => Number.NaN } } }, /got NaN at "a"/],
  ['a toJSON that throws', { event: 'a', data: { toJSON: () => throwing('x').x } }, /throws "the getter said no"/],
  ['a getter that throws in data', { event: 'a', data: throwing('x') }, /Expected `data` that can be read.*the getter said no/],
  ['a getter that throws in the draft', { data: 1, ...Object.create(null), __proto__: throwing('event') }, /Expected `message` that can be read/],
  ['a revoked Proxy', revoked({}), /Expected `message` that can be read/],
  ['a revoked Proxy as data', { event: 'a', data: revoked([]) }, /Expected `data` that can be read/],
  ['an unknown type', { ...good, type: 'subscribe' }, /Expected `type`/],
  ['a broadcast that is text', { ...good, broadcast: 'yes' }, /Expected `broadcast`/],
];

describe('append', () => {
  test.each(drafts)('refuses %s with the reason, stores nothing, and gives its index in the array', async (_what, draft, told) => {
    const log = memoryLog();
    let woken = 0;
    log.onAppend(() => {
      woken += 1;
    });
    await expect(log.append([draft as Draft])).rejects.toMatchObject({
      name: 'PeerError',
      code: 'bad-message',
      message: expect.stringMatching(told),
    });
    const third = log.append([good, good, draft as Draft, good]);
    await expect(third).rejects.toMatchObject({
      code: 'bad-message',
      message: expect.stringMatching(/^Message 2 of the array: .* Nothing was stored\.$/),
    });
    expect([log.window.head, log.window.bytes, woken]).toEqual([0, 0, 0]);
    await expect(log.append([good])).resolves.toHaveLength(1);
  });

  test.each([
    ['nothing', undefined, /array of 1 to 1000 messages; got nothing/],
    ['a single draft', good, /array of 1 to 1000 messages; got an object/],
    ['an empty array', [], /got 0/],
    ['1,001 drafts', Array.from({ length: 1_001 }, () => good), /got 1001/],
    ['a sparse array', new Array(1), /Expected a message.*got nothing/],
    ['a revoked Proxy', revoked([]), /Expected `drafts` that can be read/],
  ])('refuses %s', async (_what, list, told) => {
    const log = memoryLog();
    await expect(log.append(list as Draft[])).rejects.toMatchObject({ code: 'bad-message', message: expect.stringMatching(told) });
    expect(log.window.head).toBe(0);
  });

  test('refuses data over 64 KiB as too large, in bytes', async () => {
    const log = memoryLog();
    await expect(log.append([good, { event: 'a', data: 'ä'.repeat(32_768) }])).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/^Message 1 of the array: .*got 65538/),
    });
    expect(log.window.head).toBe(0);
  });

  test('reads everything once, so that a getter cannot return something else later', async () => {
    const log = memoryLog();
    let reads = 0;
    const fickle = {
      get event() {
        reads += 1;
        return reads === 1 ? 'fine' : '\n';
      },
      get data() {
        return {
          get value() {
            reads += 1;
            return null;
          },
        };
      },
    };
    await log.append([fickle]);
    expect(stored(log)).toMatchObject([{ event: 'fine', data: { value: null } }]);
  });

  test('writes what JSON.stringify writes: a Date is text, properties without a value are left out, and zero has no sign', async () => {
    const log = memoryLog({ now: () => 7 });
    const data = { when: new Date(0), none: undefined, f: () => 1, zero: -0, empty: {}, list: [{}, null], text: 'a\ud83d' };
    await log.append([
      { event: 'a', data: data as never },
      { ...good, type: 'broadcast' },
      { ...good, broadcast: false },
    ]);
    expect(stored(log)).toEqual([
      {
        id: expect.any(String),
        event: 'a',
        data: { when: '1970-01-01T00:00:00.000Z', zero: 0, empty: {}, list: [{}, null], text: 'a\ud83d' },
        at: 7,
      },
      { id: expect.any(String), event: 'a', data: 1, at: 7, broadcast: true },
      { id: expect.any(String), event: 'a', data: 1, at: 7 },
    ]);
  });

  test('returns every accepted value unchanged when it is read, and stores nothing of refused ones', async () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true, withNullPrototype: true });
    const mostly = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: anything });
    const draft = fc.record(
      {
        event: mostly(anyText({ minLength: 1 })),
        data: mostly(fc.jsonValue()),
        at: mostly(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
      },
      { requiredKeys: ['event', 'data'] },
    );
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(draft, anything), async (given) => {
        const log = memoryLog({ now: () => 7 });
        const ids = await log.append([given as Draft]).catch((error: { code: string }) => {
          expect(['bad-message', 'too-large']).toContain(error.code);
          return [];
        });
        expect(log.window.head).toBe(ids.length);
        if (ids.length === 0) return;
        taken += 1;
        const { event, data, at = 7 } = given as Draft;
        expect(stored(log)).toEqual([{ id: ids[0], event, data: JSON.parse(JSON.stringify(data)), at: at + 0 }]);
      }),
      { seed: 20_261_127, numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(200);
  });
});

test.each([
  ['maxCount', Number.NaN],
  ['maxCount', 0],
  ['maxCount', '100'],
  ['maxBytes', Number.POSITIVE_INFINITY],
  ['maxBytes', '1MB'],
  ['epoch', 'A-1'],
  ['now', 5],
])('a log refuses %s: %s, with an explanation', (name, value) => {
  expect(() => memoryLog({ [name]: value })).toThrow(new RegExp(`^Expected \`${name}\` of memoryLog to be .*; got .*default\\.$`));
  expect(memoryLog({ [name]: undefined }).window.capacity).toBe(10_000);
});
