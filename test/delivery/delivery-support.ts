import { Batches } from '../../server/stream/delivery/batch.ts';
import { FanOut } from '../../server/stream/delivery/fan-out.ts';
import type { Framing } from '../../server/stream/delivery/framing.ts';
import { type Line, type PushDelivery, Reader } from '../../server/stream/delivery/reader.ts';
import { StallWatch } from '../../server/stream/delivery/stall-watch.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';

export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Framing as plain text, so that a test can read what was written. */
export const framing: Framing = {
  notifications: (entries) => Buffer.from(entries.map(({ id }) => `${id};`).join('')),
  hello: ({ cursor }) => Buffer.from(`hello ${cursor};`),
  gap: ({ from, to, reason }) => Buffer.from(`gap ${from} ${to} ${reason};`),
  heartbeat: (cursor) => Buffer.from(`heartbeat ${cursor};`),
};

export function setUp({ window = 100, heartbeat = 0 } = {}) {
  const log = memoryLog({ epoch: 'e', maxCount: window });
  const fanOut = new FanOut(log, 1_000);
  const stalls = new StallWatch({ stall: 1_000, sweepInterval: 1_000 });
  const push: PushDelivery = { window: log.window, fanOut, batches: new Batches(log.window, framing), framing, heartbeat, stalls };
  const append = (count: number, event = 'a') => log.append(Array.from({ length: count }, () => ({ event, data: 0 })));
  return { log, fanOut, stalls, push, append };
}

/** A connection that records what is written, and accepts nothing more once it is full. */
export class FakeLine implements Line {
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

export const follow = (push: PushDelivery, line: Line, filter = Filter.all, seq = push.window.head) => new Reader(push, line, { seq }, filter);
