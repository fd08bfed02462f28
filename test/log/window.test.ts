import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { Window } from '../../server/stream/log/window.ts';
import { type After, limits, type Notification, parseCursor } from '../../server/stream/protocol.ts';

const newWindow = (maxCount: number, maxBytes = 2 ** 30, epoch = 'abc') => new Window({ epoch, maxCount, maxBytes });
const append = (window: Window, count: number, event = 'a') =>
  window.append(
    Array.from({ length: count }, () => ({ event, data: window.head + 1 })),
    0,
  );
const everything = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
const seqs = (window: Window, from: number, filter = Filter.all, limit = everything) =>
  window.read(from, filter, limit).entries.map(({ seq }) => seq);

describe('the window', () => {
  test('numbers from 1 without gaps and encodes each notification once', () => {
    const window = newWindow(10);
    expect(window.append([{ event: 'ticker', data: { count: 42 } }], 1_763_683_200_123.4)).toEqual(['abc-1']);
    expect(window.read(0, Filter.all, everything).entries[0]?.json.toString()).toBe(
      '{"id":"abc-1","event":"ticker","data":{"count":42},"at":1763683200123.4}',
    );
    window.append([{ event: 'b', data: null, broadcast: true, at: 7 }], 0);
    expect(window.read(1, Filter.all, everything).entries[0]?.json.toString()).toBe('{"id":"abc-2","event":"b","data":null,"at":7,"broadcast":true}');
  });

  test('retains at most `maxCount` notifications and `maxBytes` bytes, but always the newest', () => {
    const window = newWindow(3);
    append(window, 5);
    expect([window.oldest, window.head]).toEqual([3, 5]);
    expect(seqs(window, 2)).toEqual([3, 4, 5]);
    const narrow = newWindow(100, 150);
    append(narrow, 10);
    expect(narrow.head - narrow.oldest + 1).toBeLessThan(4);
    narrow.append([{ event: 'big', data: 'x'.repeat(1_000) }], 0);
    expect([narrow.oldest, narrow.head]).toEqual([11, 11]);
  });

  test('sends a gap at a place between two epochs at which something may be lost', () => {
    const window = newWindow(10);
    append(window, 3);
    window.begin('def', true);
    append(window, 2);
    const told = { seq: 4, gap: { from: 'abc-3', to: 'def-0', reason: 'epoch' } };
    expect(window.place(parseCursor('abc-1') as After)).toEqual({ seq: 1 });
    expect(window.read(1, Filter.all, everything)).toMatchObject({ entries: [{ seq: 2 }, { seq: 3 }], to: 3, more: true });
    expect(window.cut(1, Filter.of(['other']), everything)).toMatchObject({ count: 0, to: 3, more: true });
    expect([window.resume(3), window.place(parseCursor('abc-3') as After)]).toEqual([told, told]);
    expect(window.read(4, Filter.all, everything)).toMatchObject({ entries: [{ id: 'def-1' }, { id: 'def-2' }], to: 6, more: false });
    // If nothing was lost for certain, there is no gap.
    window.begin('ghi');
    expect([window.resume(6), seqs(window, 5)]).toEqual([{ seq: 6 }, [6]]);
  });

  test('stores either a whole array or nothing of it', () => {
    const window = newWindow(10);
    const tooBig = 'x'.repeat(limits.dataBytes - 1);
    expect(() =>
      window.append(
        [
          { event: 'a', data: 1 },
          { event: 'a', data: tooBig },
        ],
        0,
      ),
    ).toThrow(/at most 65536 bytes as JSON; got 65537/);
    expect(window.head).toBe(0);
  });

  test('distinguishes filters whose names only look alike', () => {
    const window = newWindow(10);
    for (const event of ['a', 'b', 'a,b', 'c']) append(window, 1, event);
    expect(Filter.of(['a', 'b'])).toBe(Filter.of(['b', 'a', 'a']));
    expect(Filter.of(['a,b'])).not.toBe(Filter.of(['a', 'b']));
    expect(seqs(window, 0, Filter.of(['a,b']))).toEqual([3]);
    expect(seqs(window, 0, Filter.of(['a', 'b']))).toEqual([1, 2]);
    expect(seqs(window, 0, Filter.of([]))).toEqual([]);
    expect(seqs(window, 0, Filter.all.with('c'))).toEqual([4]);
    expect(Filter.of(['a']).without('a')).toBe(Filter.of([]));
  });

  test('cuts a run at its limits, but leaves at least one notification', () => {
    const window = newWindow(10);
    append(window, 6);
    const length = window.read(0, Filter.all, everything).entries[0]?.json.byteLength ?? 0;
    expect(window.read(0, Filter.all, { count: 4, bytes: 1e9 })).toMatchObject({ to: 4, more: true });
    expect(window.read(0, Filter.all, { count: 9, bytes: 2 * length })).toMatchObject({ to: 2, more: true });
    expect(window.read(0, Filter.all, { count: 9, bytes: 1 })).toMatchObject({ to: 1, more: true });
    expect(window.read(0, Filter.all, { count: 6, bytes: 1e9 })).toMatchObject({ to: 6, more: false });
  });
});

/** One step in the life of a log and its readers. */
type Step =
  | { readonly do: 'append'; readonly events: readonly string[] }
  | { readonly do: 'restart' }
  | { readonly do: 'read'; readonly reader: number; readonly count: number }
  | { readonly do: 'leap'; readonly reader: number; readonly by: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append' as const), events: fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('read' as const), reader: fc.nat(2), count: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leap' as const), reader: fc.nat(2), by: fc.integer({ min: 1, max: 5 }) }) },
);

test('for any appends, trims, restarts and reads, a reader gets each notification once and in order, or one gap over the missing ones', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 15 }), (steps, size) => {
      let epoch = 0;
      let window = newWindow(size, 2 ** 30, `e${epoch}`);
      const filters = [Filter.all, Filter.of(['a']), Filter.of([])];
      const readers: { after: After }[] = filters.map(() => ({ after: 'earliest' }));
      /** Every event appended in the current epoch; number n is at index n - 1. */
      let truth: string[] = [];
      for (const one of steps) {
        if (one.do === 'append') {
          window.append(
            one.events.map((event) => ({ event, data: null })),
            0,
          );
          truth.push(...one.events);
        } else if (one.do === 'restart') {
          epoch += 1;
          window = newWindow(size, 2 ** 30, `e${epoch}`);
          truth = [];
        } else if (one.do === 'leap') {
          readers[one.reader] = { after: { epoch: window.epoch, seq: window.head + one.by } };
        } else {
          const reader = readers[one.reader] as { after: After };
          const filter = filters[one.reader] as Filter;
          const before = reader.after;
          const place = window.place(before);
          const continuable =
            typeof before === 'object' && before.epoch === window.epoch && before.seq <= window.head && before.seq >= window.oldest - 1;
          // There is a gap exactly if the cursor cannot be continued, and it names the cursor and the place where reading goes on.
          expect(place.gap === undefined).toBe(continuable || before === 'earliest');
          if (place.gap && typeof before === 'object') {
            expect(place.gap.from).toBe(`${before.epoch}-${before.seq}`);
            expect(parseCursor(place.gap.to)).toEqual({ epoch: window.epoch, seq: place.seq });
          }
          const run = window.read(place.seq, filter, { count: one.count, bytes: 1e9 });
          const wanted = truth.flatMap((event, index) =>
            index + 1 > place.seq && index + 1 <= run.to && (!filter.events || filter.events.has(event)) ? [index + 1] : [],
          );
          expect(run.entries.map(({ seq }) => seq)).toEqual(wanted);
          expect(run.more).toBe(run.to < window.head);
          for (const entry of run.entries) expect((JSON.parse(entry.json.toString()) as Notification).id).toBe(`${window.epoch}-${entry.seq}`);
          reader.after = { epoch: window.epoch, seq: run.to };
        }
      }
    }),
    { seed: 20_261_121, numRuns: 2_000 },
  );
});

test('a connected reader that is behind the window gets a gap with the reason slow', () => {
  const window = newWindow(5);
  append(window, 20);
  expect(window.resume(15)).toEqual({ seq: 15 });
  expect(window.resume(3)).toEqual({ seq: 15, gap: { from: 'abc-3', to: 'abc-15', reason: 'slow' } });
});

test('cursors are parsed strictly', () => {
  for (const text of [
    '',
    'abc',
    'abc-',
    '-1',
    'abc--1',
    'abc-01',
    'abc-1.5',
    'ABC-1',
    'abc-1 ',
    'a b-1',
    'abc-9007199254740992',
    `${'a'.repeat(33)}-1`,
  ]) {
    expect(parseCursor(text), text).toBeUndefined();
  }
  expect(parseCursor('k3f9-42')).toEqual({ epoch: 'k3f9', seq: 42 });
});
