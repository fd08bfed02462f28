import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { Window } from '../../server/stream/log/window.ts';
import type { Notification } from '../../server/stream/protocol.ts';

const noLimits = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
const newWindow = (maxCount: number, maxBytes = 2 ** 30) => new Window({ epoch: 'abc', maxCount, maxBytes });
const all = (window: Window) => window.read(window.oldest - 1, Filter.all, noLimits).entries;
const jsonBytes = (window: Window) => all(window).reduce((sum, { json }) => sum + json.byteLength, 0);
/** Bytes of the buffers that hold the retained notifications. */
const roomBytes = (window: Window) =>
  [...new Set(window.cut(window.oldest - 1, Filter.all, noLimits).parts.map(({ buffer }) => buffer))].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );
const textOf = (parts: readonly Buffer[]) => Buffer.concat(parts).toString();

describe('the memory of a window', () => {
  test.each([
    [10_000, 100],
    [1_000, 100],
    [300, 20_000],
    [100, 60_000],
    [50, 3_000],
  ])('for %i notifications of %i bytes is at most 1.3 times their JSON, whatever other buffers are allocated meanwhile', (count, size) => {
    const window = newWindow(count);
    const others: Buffer[] = [];
    for (let number = 1; number <= 2.5 * count; number += 1) {
      window.append([{ event: 'a', data: 'x'.repeat(size) }], 0);
      for (let other = 0; other < 5; other += 1) others[other] = Buffer.from('x'.repeat(150));
      if (number % 97 === 0 && number > 40) expect(roomBytes(window)).toBeLessThanOrEqual(1.3 * jsonBytes(window) + 2 * 1_024);
    }
    expect(all(window)).toHaveLength(count);
    expect(window.bytes).toBeGreaterThanOrEqual(roomBytes(window));
  });

  test.each([1, 7])('for a window of %i is at most 2 KiB more than the JSON', (count) => {
    const window = newWindow(count);
    for (let number = 0; number < 500; number += 1) {
      window.append([{ event: 'a', data: 'x'.repeat(number % 200) }], 0);
      expect(roomBytes(window)).toBeLessThanOrEqual(jsonBytes(window) + 2 * 1_024);
    }
  });

  test('does not grow with alternating small and large notifications', () => {
    const window = newWindow(400);
    for (let number = 0; number < 1_200; number += 1) window.append([{ event: 'a', data: 'x'.repeat(number % 2 === 0 ? 30 : 30_000) }], 0);
    expect(roomBytes(window)).toBeLessThanOrEqual(1.3 * jsonBytes(window));
  });

  test('is limited including everything that it retains: names of events count, too', () => {
    const maxBytes = 200_000;
    const window = newWindow(1e6, maxBytes);
    for (let number = 0; number < 5_000; number += 1) {
      window.append([{ event: `${number}${'é'.repeat(50)}`, data: null }], 0);
      expect(window.bytes).toBeLessThanOrEqual(maxBytes);
    }
    // A window of long names holds less than half of the JSON that its limit would allow without names.
    expect(jsonBytes(window)).toBeLessThan(maxBytes / 2);
    expect(jsonBytes(window)).toBeGreaterThan(maxBytes / 5);
  });

  test('contains one copy of a name per page, and not the text of which the name was a slice', () => {
    const window = newWindow(1_000);
    const before = window.bytes;
    for (let number = 0; number < 1_000; number += 1) window.append([{ event: `name-${'of an event'.repeat(4)}`, data: number }], 0);
    expect(window.bytes - before).toBeLessThan(1.3 * jsonBytes(window) + 30 * 1_000);
    const names = new Set(all(window).map(({ event }) => event));
    expect([...names]).toEqual([`name-${'of an event'.repeat(4)}`]);
  });

  test('stays unchanged for a reader that still sends it, however far the window moves on', () => {
    const window = newWindow(20);
    const held: { readonly parts: readonly Buffer[]; readonly text: string }[] = [];
    for (let number = 0; number < 500; number += 1) {
      window.append([{ event: 'a', data: `${number}`.repeat(1 + (number % 300)) }], 0);
      const { parts } = window.cut(Math.max(window.oldest - 1, window.head - 5), Filter.all, noLimits);
      held.push({ parts, text: textOf(parts) });
    }
    for (const { parts, text } of held) expect(textOf(parts)).toBe(text);
  });
});

test('for notifications of any size, a run lists exactly what a reader gets, without copying it', () => {
  const sizes = fc.array(fc.oneof({ weight: 8, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(9_000) }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.nat(40),
      fc.nat(20_000),
      (list, count, maxBytes, limit, bytes) => {
        const window = newWindow(count, maxBytes);
        for (const [index, size] of list.entries())
          window.append([{ event: `e${index % 3}`, data: 'é'.repeat(size), broadcast: index % 5 === 0 }], 7);
        expect(window.head - window.oldest + 1).toBeLessThanOrEqual(count);
        const entries = all(window);
        expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: window.head - window.oldest + 1 }, (_, index) => window.oldest + index));
        for (const { seq, id, event, broadcast, json } of entries) {
          const told = JSON.parse(json.toString()) as Notification;
          expect([told.id, told.event, told.broadcast === true]).toEqual([id, event, broadcast]);
          expect([event, broadcast]).toEqual([`e${(seq - 1) % 3}`, (seq - 1) % 5 === 0]);
          expect(told.data).toBe('é'.repeat(list[seq - 1] ?? 0));
        }
        for (let seq = window.oldest - 1; seq <= window.head; seq += 7) {
          const limits = { count: limit + 1, bytes };
          const filter = seq % 2 === 0 ? Filter.all : Filter.of(['e1']);
          const run = window.read(seq, filter, limits);
          const { parts, to, more } = window.cut(seq, filter, limits);
          expect([to, more]).toEqual([run.to, run.more]);
          expect(textOf(parts)).toBe(run.entries.map(({ json }) => json.toString()).join(','));
        }
      },
    ),
    { seed: 20_261_127, numRuns: 300 },
  );
});

describe('the capacity of a window', () => {
  test('that is limited by bytes is estimated from the mean size before it is full', () => {
    const window = newWindow(10_000, 1_000_000);
    expect(window.capacity).toBe(10_000);
    const append = () => window.append([{ event: 'a', data: 'x'.repeat(5_000) }], 0);
    for (let number = 0; number < 20; number += 1) append();
    const early = window.capacity;
    for (let number = 0; number < 2_000; number += 1) append();
    const full = window.head - window.oldest + 1;
    expect(full).toBeLessThan(250);
    expect(early / full).toBeGreaterThan(0.7);
    expect(early / full).toBeLessThan(1.3);
    expect(window.capacity / full).toBeCloseTo(1, 0);
  });

  test('that is limited by count equals that count, and is never less than one', () => {
    const window = newWindow(50);
    for (let number = 0; number < 200; number += 1) window.append([{ event: 'a', data: number }], 0);
    expect(window.capacity).toBe(50);
    const tiny = newWindow(50, 1);
    tiny.append([{ event: 'a', data: 1 }], 0);
    expect([tiny.capacity, tiny.head - tiny.oldest + 1]).toEqual([1, 1]);
  });
});
