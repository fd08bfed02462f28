import { describe, expect, test } from 'vitest';
import { Batches } from '../../server/stream/delivery/batch.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { textFrames } from '../../server/stream/transports/frame.ts';
import { FakeLine, follow, framing, setUp, turn } from './delivery-support.ts';

describe('a reader', () => {
  test('pauses while its socket waits, reads on in one batch after the drain, and gets a gap if that is too late', async () => {
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

  test('gets its own cursor and never the head, in a heartbeat after a tenth of the window did not match its filter', async () => {
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
    // Appended, but not checked against its filter yet.
    expect(reader.cursor).toBe('e-10');
    fanOut.close();
  });

  test('gets a heartbeat if nothing was sent to it, none while its socket waits, and is watched for as long as it waits', () => {
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

  test('gets at most 64 KiB, or one notification, in a write', async () => {
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
