import { describe, expect, test } from 'vitest';
import { Batches } from '../../server/stream/delivery/batch.ts';
import { FanOut, type Follower } from '../../server/stream/delivery/fan-out.ts';
import type { Framing } from '../../server/stream/delivery/framing.ts';
import { Memo } from '../../server/stream/delivery/memo.ts';
import { PollAnswers } from '../../server/stream/delivery/poll-answers.ts';
import { type Line, type PushDelivery, Reader } from '../../server/stream/delivery/reader.ts';
import { StallWatch } from '../../server/stream/delivery/stall-watch.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { textFrames } from '../../server/stream/transports/frame.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Messages as lines of text, so that a test can read what was written. */
const framing: Framing = {
  notifications: (entries) => Buffer.from(entries.map(({ id }) => `${id};`).join('')),
  hello: ({ cursor }) => Buffer.from(`hello ${cursor};`),
  gap: ({ from, to, reason }) => Buffer.from(`gap ${from} ${to} ${reason};`),
  heartbeat: (cursor) => Buffer.from(`heartbeat ${cursor};`),
};

function setUp({ window = 100, heartbeat = 0 } = {}) {
  const log = memoryLog({ epoch: 'e', maxCount: window });
  const fanOut = new FanOut(log, 1_000);
  const stalls = new StallWatch({ stall: 1_000, sweepInterval: 1_000 });
  const push: PushDelivery = { window: log.window, fanOut, batches: new Batches(log.window, framing), framing, heartbeat, stalls };
  const append = (count: number, event = 'a') => log.append(Array.from({ length: count }, () => ({ event, data: 0 })));
  return { log, fanOut, stalls, push, append };
}

/** A line that keeps what is written, and takes nothing more once it is full. */
class FakeLine implements Line {
  readonly writes: Buffer[] = [];
  readonly socket = { writableLength: 0 };
  readonly isOver = false;
  full = false;

  write(bytes: Buffer): boolean {
    this.writes.push(bytes);
    return !this.full;
  }

  stalled(): void {}

  get text(): string {
    return Buffer.concat(this.writes).toString();
  }
}

const follow = (push: PushDelivery, line: Line, filter = Filter.all, seq = push.window.head) => new Reader(push, line, { seq }, filter);

describe('fan-out', () => {
  test('writes once per reader and turn, however much was appended, and all readers share the bytes', async () => {
    const { push, append, fanOut } = setUp();
    const lines = Array.from({ length: 50 }, () => new FakeLine());
    for (const line of lines) follow(push, line);
    for (let count = 0; count < 20; count += 1) await append(1);
    await turn();
    for (const line of lines) {
      expect(line.writes).toHaveLength(2);
      expect(line.writes[1]).toBe(lines[0]?.writes[1]);
    }
    expect(lines[0]?.text.match(/e-\d+;/g)).toHaveLength(21);
    fanOut.close();
  });

  test.each([
    ['quick', 0.001, [2_500]],
    ['slow', 0.01, [447, 894, 1_341, 1_788, 2_235, 2_500]],
    ['dreadful', 1, [63, 126, 189]],
  ])('lets the loop breathe after milliseconds, however many readers that were: %s writes', async (_, takes, turns) => {
    let clock = 0;
    const { log, append } = setUp();
    const fanOut = new FanOut(log, 1_000, () => clock);
    let served = 0;
    const follower = (): Follower => ({
      advance() {
        clock += takes;
        served += 1;
        return false;
      },
      sweep() {},
    });
    for (let count = 0; count < 2_500; count += 1) fanOut.follow(follower());
    await append(1);
    for (const expected of turns) {
      await turn();
      expect(served).toBe(expected);
    }
    fanOut.close();
  });

  test('lets a follower leave, and another come, while it is being served', async () => {
    const { log, fanOut, append } = setUp();
    const served: string[] = [];
    const follower = (name: string, act: () => void = () => {}): Follower => ({
      advance() {
        served.push(name);
        act();
        return false;
      },
      sweep() {},
    });
    const b = follower('b');
    fanOut.follow(follower('a', () => fanOut.leave(b)));
    fanOut.follow(b);
    fanOut.follow(follower('c', () => fanOut.follow(follower('d'))));
    await append(1);
    await turn();
    expect(served).toEqual(['a', 'c', 'd']);
    fanOut.leave(b);
    expect(fanOut.size).toBe(3);
    fanOut.close();
    await log.close();
  });
});

describe('a reader', () => {
  test('stands still while his socket waits, reads on in one batch after the drain, and is told a gap if that is too late', async () => {
    const { push, append, fanOut } = setUp({ window: 10 });
    const line = new FakeLine();
    const reader = follow(push, line);
    line.full = true;
    await append(1);
    await turn();
    await append(3);
    await turn();
    expect(line.text).toBe('hello e-0;e-1;');
    line.full = false;
    reader.drained();
    expect(line.text).toBe('hello e-0;e-1;e-2;e-3;e-4;');
    line.full = true;
    await append(1);
    await turn();
    await append(30);
    await turn();
    line.full = false;
    reader.drained();
    expect(line.text).toMatch(/e-5;gap e-5 e-25 slow;e-26;.*e-35;$/);
    fanOut.close();
  });

  test('is told his own cursor and never the head: by a heartbeat once a tenth of the window passed him by', async () => {
    const { push, append, fanOut } = setUp({ window: 100 });
    const line = new FakeLine();
    const reader = follow(push, line, Filter.of(['rare']));
    await append(9);
    await turn();
    expect(line.text).toBe('hello e-0;');
    expect(reader.cursor).toBe('e-9');
    await append(1);
    await turn();
    expect(line.text).toBe('hello e-0;heartbeat e-10;');
    await append(5);
    // Appended, but not examined for him yet.
    expect(reader.cursor).toBe('e-10');
    fanOut.close();
  });

  test('gets a heartbeat after silence towards him, none while his socket waits, and is watched as long as it does', () => {
    const { push, fanOut, stalls } = setUp({ heartbeat: 100 });
    const line = new FakeLine();
    const reader = follow(push, line);
    const start = performance.now();
    reader.sweep(start + 50);
    expect(line.text).toBe('hello e-0;');
    line.full = true;
    reader.sweep(start + 150);
    expect(line.text).toBe('hello e-0;heartbeat e-0;');
    reader.sweep(start + 400);
    expect(line.writes).toHaveLength(2);
    expect(stalls.size).toBe(1);
    reader.drained();
    expect(stalls.size).toBe(0);
    reader.sweep(start + 1_000);
    expect(line.writes).toHaveLength(3);
    expect(stalls.size).toBe(1);
    reader.stop('gone');
    expect(stalls.size).toBe(0);
    fanOut.close();
  });

  test('is given at most 64 KiB, or one notification, in a write', async () => {
    const { log, push, fanOut } = setUp();
    const real = {
      ...push,
      batches: new Batches(log.window, { ...framing, notifications: (entries) => textFrames(entries.map(({ json }) => json)) }),
    };
    const line = new FakeLine();
    follow(real, line);
    await log.append(Array.from({ length: 30 }, () => ({ event: 'a', data: 'x'.repeat(10_000) })));
    await log.append([{ event: 'a', data: 'x'.repeat(65_000) }]);
    for (let count = 0; count < 8; count += 1) await turn();
    const sizes = line.writes.slice(1).map((bytes) => bytes.byteLength);
    expect(Math.max(...sizes.slice(0, -1))).toBeLessThanOrEqual(64 * 1_024 + 6 * 4);
    expect(sizes).toHaveLength(6);
    fanOut.close();
  });
});

test('poll answers at the same place are one buffer until the head moves', async () => {
  const { log, append } = setUp();
  await append(3);
  const answers = new PollAnswers(log.window);
  const first = answers.at({ seq: 1 }, Filter.all);
  expect(answers.at({ seq: 1 }, Filter.all)).toBe(first);
  expect(answers.at({ seq: 1 }, Filter.of(['a']))).not.toBe(first);
  expect(JSON.parse(first.body.toString())).toMatchObject({ cursor: 'e-3', notifications: [{ id: 'e-2' }, { id: 'e-3' }] });
  await append(1);
  expect(JSON.parse(answers.at({ seq: 1 }, Filter.all).body.toString())).toMatchObject({ cursor: 'e-4' });
});

test('polls at different places share the pages between, and each is told exactly what came since', async () => {
  const { log, append } = setUp({ window: 1_000 });
  for (let count = 0; count < 10; count += 1)
    await log.append(Array.from({ length: 100 }, (_, index) => ({ event: 'a', data: 'é'.repeat(50 + index) })));
  const answers = new PollAnswers(log.window);
  const partsAt = (seq: number) => {
    const { body, fields } = answers.at({ seq }, Filter.all);
    const parts = typeof body === 'string' ? [Buffer.from(body, 'latin1')] : body;
    const text = Buffer.concat(parts);
    expect(fields.at(-1)).toBe(String(text.byteLength));
    const { notifications } = JSON.parse(text.toString()) as { notifications: { id: string }[] };
    expect(notifications.map(({ id }) => id)).toEqual(Array.from({ length: 1_000 - seq }, (_, index) => `e-${seq + 1 + index}`));
    return parts;
  };
  const [one, other] = [partsAt(100), partsAt(300)];
  const shared = new Set(other.map(({ buffer }) => buffer));
  expect(one.filter(({ buffer }) => shared.has(buffer)).length).toBeGreaterThan(8);
  for (let seq = 0; seq < 1_000; seq += 7) partsAt(seq);
  await append(100);
  expect(answers.at({ seq: 1_000 }, Filter.all)).toMatchObject({ to: 1_100 });
});

test('the memo never holds more bytes than it may', () => {
  const memo = new Memo<{ size: number }>(1_000);
  let built = 0;
  const ask = (seq: number, size: number) =>
    memo.at(seq, Filter.all, 7, () => {
      built += 1;
      return { size };
    });
  for (let seq = 0; seq < 10; seq += 1) ask(seq, 100);
  for (let seq = 0; seq < 10; seq += 1) ask(seq, 100);
  expect(built).toBe(10);
  ask(10, 100);
  ask(0, 100);
  expect(built).toBe(12);
  ask(11, 5_000);
  ask(11, 5_000);
  expect(built).toBe(14);
});

test('the memo counts what it keeps alive: filters with the names in them, and the slab that a small batch is a slice of', async () => {
  const filterOf = (number: number) => Filter.of(Array.from({ length: 100 }, (_, index) => `${number}-${index}`.padStart(60, 'x')));
  const memo = new Memo<{ size: number }>(200_000);
  const built: number[] = [];
  const ask = (number: number) =>
    memo.at(0, filterOf(number), 1, () => {
      built.push(number);
      return { size: 100 };
    });
  for (let number = 0; number < 100; number += 1) ask(number);
  const filters = Array.from({ length: 100 }, (_, number) => filterOf(number));
  built.length = 0;
  for (const [number] of filters.entries()) ask(number);
  // 200,000 bytes are a dozen filters of 18,000, so hardly one of the hundred was still known.
  expect(built.length).toBeGreaterThan(85);
  expect(filterOf(1).size).toBeGreaterThan(100 * 60 * 2);
  expect(Filter.all.size).toBe(0);

  const { log, append } = setUp();
  await append(1);
  const batch = new Batches(log.window, framing).at(0, Filter.all);
  expect(batch.size).toBeGreaterThanOrEqual(batch.bytes.buffer.byteLength);
});

test('an answer that is large and not filtered keeps no page alive once it is sent', async () => {
  const { log } = setUp();
  await log.append([{ event: 'a', data: 'x'.repeat(20_000) }]);
  const answers = new PollAnswers(log.window);
  const large = answers.at({ seq: 0 }, Filter.all);
  expect(answers.at({ seq: 0 }, Filter.all)).not.toBe(large);
  const filtered = answers.at({ seq: 0 }, Filter.of(['a']));
  expect(answers.at({ seq: 0 }, Filter.of(['a']))).toBe(filtered);
  expect(filtered.size).toBeGreaterThan(20_000);
});

test('text frames have the header that RFC 6455 gives each length', () => {
  for (const [length, header] of [
    [0, '8100'],
    [125, '817d'],
    [126, '817e007e'],
    [65_535, '817effff'],
    [65_536, '817f0000000000010000'],
  ] as const) {
    const frame = textFrames([Buffer.alloc(length, 97)]);
    expect(frame.subarray(0, frame.length - length).toString('hex')).toBe(header);
  }
});
