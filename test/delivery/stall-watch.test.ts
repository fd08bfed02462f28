import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Ends, kernelQueues } from '../../server/stream/delivery/kernel-queues.ts';
import { type Recipient, StallWatch } from '../../server/stream/delivery/stall-watch.ts';
import { closed } from '../support/closed.ts';
import { eventually } from '../support/eventually.ts';

const stall = 8_000;
const sweepInterval = 1_000;

/** A recipient that reads as much as the test says. */
class FakeRecipient implements Recipient {
  readonly socket: { writableLength: number };
  isOver = false;
  gone = false;

  constructor(left = 1_000) {
    this.socket = { writableLength: left };
  }

  stalled(): void {
    this.gone = true;
  }
}

describe('the watch', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  /** @param held bytes that the kernel holds for a recipient; `undefined` if it does not report them */
  function setUp(held: (socket: unknown) => number | undefined = () => undefined) {
    let asked = 0;
    const watch = new StallWatch({
      stall,
      sweepInterval,
      maxBytes: 1_000,
      async askKernel(sockets) {
        asked += 1;
        return new Map(sockets.flatMap((socket) => (held(socket) === undefined ? [] : [[socket, held(socket) as number]])));
      },
    });
    const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
    return { watch, pass, asked: () => asked };
  }

  test('cuts off a reader that reads nothing for the stall time, if the kernel does not report its queue', async () => {
    const { watch, pass } = setUp();
    const stuck = new FakeRecipient();
    watch.follow(stuck);
    await pass(stall - sweepInterval);
    expect(stuck.gone).toBe(false);
    await pass(2 * sweepInterval);
    expect(stuck.gone).toBe(true);
    expect(watch.size).toBe(0);
  });

  test('keeps a reader that reads a part from this process now and then', async () => {
    const { watch, pass } = setUp();
    const slow = new FakeRecipient();
    watch.follow(slow);
    for (let time = 0; time < 10 * stall; time += stall / 2) {
      slow.socket.writableLength -= 1;
      await pass(stall / 2);
    }
    expect(slow.gone).toBe(false);
  });

  test('keeps a reader while its queue in the kernel shrinks, and cuts it off when that stops', async () => {
    let held = 4_000_000;
    const { watch, pass } = setUp(() => held);
    const slow = new FakeRecipient();
    watch.follow(slow);
    for (let time = 0; time < 10 * stall; time += stall / 2) {
      held -= 1;
      await pass(stall / 2);
    }
    expect(slow.gone).toBe(false);
    // One stall time until the last progress is seen, and one more without progress.
    await pass(2 * stall + 2 * sweepInterval);
    expect(slow.gone).toBe(true);
  });

  test('queries the kernel for all readers at once, and not for readers that have caught up in time', async () => {
    const { watch, pass, asked } = setUp(() => 1);
    const quick = new FakeRecipient();
    watch.follow(quick);
    await pass(stall / 8 - 1);
    watch.leave(quick);
    await pass(stall);
    expect(asked()).toBe(0);
    const many = Array.from({ length: 100 }, () => new FakeRecipient());
    for (const recipient of many) watch.follow(recipient);
    await pass(stall + 4 * sweepInterval);
    expect(many.every(({ gone }) => gone)).toBe(true);
    expect(asked()).toBeLessThanOrEqual(3);
  });

  test('forgets a reader that has ended, and stops its timer when none is left', async () => {
    const { watch, pass } = setUp();
    const over = new FakeRecipient();
    watch.follow(over);
    over.isOver = true;
    await pass(sweepInterval);
    expect(watch.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    await pass(2 * stall);
    expect(over.gone).toBe(false);
  });
});

/** Two ends of a connection between addresses of this machine. */
async function connection(listenOn: string, connectTo: string): Promise<{ near: Socket; far: Socket }> {
  const server = createServer().listen(0, listenOn);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port.');
  const far = connect({ port: address.port, host: connectTo });
  const [near] = (await once(server, 'connection')) as [Socket];
  server.close();
  onTestFinished(() => {
    near.destroy();
    far.destroy();
  });
  return { near, far };
}

test('unread answers that retain too much memory together are cut, the oldest first, and streams are not', async () => {
  const watch = new StallWatch({ stall, sweepInterval, maxBytes: 1_000 });
  const reader = new FakeRecipient();
  watch.follow(reader);
  const answers = await Promise.all([1, 2, 3].map(() => connection('127.0.0.1', '127.0.0.1')));
  const responses = answers.map(({ near }) => {
    const response = new ServerResponse(new IncomingMessage(near));
    response.assignSocket(near);
    return response;
  });
  for (const response of responses) watch.followAnswer(response, 400);
  expect(answers.map(({ near }) => near.destroyed)).toEqual([true, false, false]);
  expect(reader.gone).toBe(false);
  expect(watch.size).toBe(3);
});

describe.runIf(process.platform === 'linux')('the kernel', () => {
  test.each([
    ['IPv4', '127.0.0.1', '127.0.0.1'],
    ['IPv6', '::1', '::1'],
    ['IPv4 on an IPv6 socket', '::', '127.0.0.1'],
  ])('reports how much it holds for a peer over %s', async (_name, listenOn, connectTo) => {
    const { near, far } = await connection(listenOn, connectTo);
    expect(await kernelQueues([near])).toEqual(new Map([[near, 0]]));
    far.pause();
    near.write(Buffer.alloc(16 * 1024 * 1024));
    const held = async () => (await kernelQueues([near])).get(near) ?? 0;
    await eventually('the kernel to hold some bytes', async () => (await held()) > 0);
    far.resume();
    await eventually('the peer to have read everything', async () => (await held()) === 0 && near.writableLength === 0);
  });

  test('reports nothing for a closed connection, or for a socket without addresses', async () => {
    const { near } = await connection('127.0.0.1', '127.0.0.1');
    near.destroy();
    await closed(near);
    const none: Ends = {};
    expect(await kernelQueues([near, none])).toEqual(new Map());
  });
});
