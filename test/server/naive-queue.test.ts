import { describe, expect, it } from 'vitest';
import { mostBytes, type Policy } from '../../server/lab/apparatus/naive/policies.ts';
import { ClientQueue } from '../../server/lab/apparatus/naive/queue.ts';

/** A client that reads until the test sets `reads` to false. */
function clientOf(policy: Policy, sum = { bytes: 0, mostBytes: 0 }) {
  const client = { read: [] as string[], reads: true, disconnected: false };
  const outlet = {
    write(text: string) {
      client.read.push(text);
      return client.reads;
    },
    disconnect() {
      client.disconnected = true;
    },
  };
  return { client, sum, queue: new ClientQueue(policy, outlet, sum) };
}

/** A client that reads the first text and then stops, and `count` more texts sent to it. */
function slow(policy: Policy, count: number) {
  const all = clientOf(policy);
  all.client.reads = false;
  for (let number = 0; number <= count; number += 1) all.queue.push(`${number}`);
  return all;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

describe('A client that does not keep up', () => {
  it('queue: everything waits, in order, and is counted while it waits', () => {
    const { client, queue, sum } = slow('queue', 5_000);
    expect([queue.waiting.length, queue.waiting.bytes, queue.dropped]).toEqual([5_000, 18_893, 0]);
    expect(sum).toEqual({ bytes: 18_893, mostBytes: 18_893 });
    client.reads = true;
    queue.drained();
    expect(client.read).toEqual(numbers(0, 5_000));
    expect([queue.waiting.length, sum]).toEqual([0, { bytes: 0, mostBytes: 18_893 }]);
    queue.push('more');
    expect(client.read.at(-1)).toBe('more');
  });

  it('queue: a text that is sent while the queue drains waits behind the others', () => {
    const { client, queue } = slow('queue', 3);
    queue.drained();
    expect(client.read).toEqual(numbers(0, 1));
    queue.push('4');
    client.reads = true;
    queue.drained();
    expect(client.read).toEqual(numbers(0, 4));
  });

  it('drop: the hundred oldest wait, and new ones are thrown away', () => {
    const { client, queue } = slow('drop', 250);
    expect([queue.waiting.length, queue.dropped]).toEqual([100, 150]);
    client.reads = true;
    queue.drained();
    expect(client.read).toEqual(numbers(0, 100));
  });

  it('latest: only the newest waits', () => {
    const { client, queue } = slow('latest', 250);
    expect([queue.waiting.length, queue.dropped]).toEqual([1, 249]);
    client.reads = true;
    queue.drained();
    expect(client.read).toEqual(['0', '250']);
  });

  it('disconnect: the hundred-and-first ends the connection, and its queue is released', () => {
    const { client, queue, sum } = slow('disconnect', 100);
    expect(client.disconnected).toBe(false);
    queue.push('101');
    expect([client.disconnected, queue.waiting.length, sum.bytes]).toEqual([true, 0, 0]);
    queue.push('102');
    queue.drained();
    expect(client.read).toEqual(['0']);
  });

  it('any policy: a client is disconnected when all queues together are full', () => {
    const sum = { bytes: mostBytes - 3, mostBytes: 0 };
    const { client, queue } = clientOf('queue', sum);
    client.reads = false;
    for (const text of ['a', 'bcd']) queue.push(text);
    expect(client.disconnected).toBe(false);
    queue.push('e');
    expect([client.disconnected, sum.bytes]).toEqual([true, mostBytes - 3]);
    queue.close();
    expect(sum.bytes).toBe(mostBytes - 3);
  });
});
