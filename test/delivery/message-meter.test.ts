import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageMeter } from '../../server/stream/transports/message-meter.ts';
import { UnfinishedMessages } from '../../server/stream/transports/unfinished-messages.ts';
import { frame } from '../support/raw-websocket.ts';

const length = fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constantFrom(125, 126, 127, 65_535, 65_536, 70_000));
/** A message in fragments, with control frames before each fragment except the first. */
const message = fc.array(fc.record({ length, pongs: fc.integer({ min: 0, max: 2 }), masked: fc.boolean() }), { minLength: 1, maxLength: 4 });

test('the meter is 0 exactly at the end of a message, wherever the bytes are split', () => {
  const property = fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 40_000 })), (messages, cuts) => {
    const meter = new MessageMeter();
    for (const fragments of messages) {
      const frames = fragments.flatMap(({ length: size, pongs, masked }, index) => [
        ...Array.from({ length: index > 0 ? pongs : 0 }, () => frame('pong', { opcode: 0xa, masked })),
        frame('x'.repeat(size), { opcode: index === 0 ? 1 : 0, final: index === fragments.length - 1, masked }),
      ]);
      const bytes = Buffer.concat(frames);
      const ends = [...new Set(cuts.map((cut) => cut % bytes.byteLength))].filter((cut) => cut > 0).sort((a, b) => a - b);
      let from = 0;
      for (const end of ends) {
        expect(meter.take(bytes.subarray(from, end))).toBeGreaterThan(0);
        expect(meter.hasEnded).toBe(false);
        from = end;
      }
      expect(meter.take(bytes.subarray(from))).toBe(0);
      expect(meter.hasEnded).toBe(true);
    }
  });
  fc.assert(property, { seed: 9, numRuns: 300 });
});

test('control frames do not count as a message, and do not end one', () => {
  const meter = new MessageMeter();
  expect(meter.take(frame('', { opcode: 0xa }))).toBe(0);
  const begun = meter.take(frame('x'.repeat(1_000), { final: false }));
  expect(begun).toBe(1_008);
  expect(meter.take(frame('ping', { opcode: 0x9 }))).toBe(begun);
  expect(meter.take(frame('', { opcode: 0 }))).toBe(0);
});

test('a chunk in which one message ends and another begins says both', () => {
  const meter = new MessageMeter();
  const [begun, rest] = [frame('x'.repeat(100)).subarray(0, 10), frame('x'.repeat(100)).subarray(10)];
  expect([meter.take(begun), meter.hasEnded]).toEqual([10, false]);
  for (let count = 0; count < 3; count += 1) expect([meter.take(Buffer.concat([rest, begun])), meter.hasEnded]).toEqual([10, true]);
});

test('each message of a sender that never pauses has its own time', () => {
  const unfinished = new UnfinishedMessages(1_000, 100);
  const sender: Sender = { crowdedOut: () => {} };
  for (let now = 0; now <= 5_000; now += 500) unfinished.note(sender, 40, true, now);
  expect([unfinished.isLate(sender, 5_999), unfinished.isLate(sender, 6_000)]).toEqual([false, true]);
  unfinished.note(sender, 60, false, 5_900);
  expect(unfinished.isLate(sender, 6_000)).toBe(true);
});

test('the age of an unfinished message counts from its first byte, and the oldest are cut to make room', () => {
  const unfinished = new UnfinishedMessages(1_000, 100);
  const crowdedOut: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ crowdedOut: () => void crowdedOut.push(name) })) as [Sender, Sender, Sender];
  unfinished.note(a, 40, false, 0);
  unfinished.note(a, 50, false, 900);
  expect([unfinished.isLate(a, 999), unfinished.isLate(a, 1_000), unfinished.isLate(b, 1_000)]).toEqual([false, true, false]);
  unfinished.excuse(a, 1_000);
  expect(unfinished.isLate(a, 1_999)).toBe(false);
  unfinished.note(b, 50, false, 1_000);
  expect(crowdedOut).toEqual([]);
  unfinished.note(c, 60, false, 1_100);
  expect(crowdedOut).toEqual(['a', 'b']);
  unfinished.note(c, 0, false, 1_200);
  unfinished.note(a, 100, false, 1_300);
  expect(crowdedOut).toEqual(['a', 'b']);
});

type Sender = Parameters<UnfinishedMessages['note']>[0];
