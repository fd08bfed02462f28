import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createExpressServer } from '../../server/lab/express-server.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { attach } from '../../server/stream/index.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { closed } from '../support/closed.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';

/** Far more than the 511 connections that Node queues before accepting them. Each costs this process, which is client and server, some milliseconds. */
const herd = 1_000;

/** Milliseconds. A thousand readers take one process some seconds, and on a busy machine minutes. */
const herdPatience = 180_000;

/** A server of which a test can break all connections at once. */
async function startBreakable() {
  const { app, server } = createExpressServer();
  const log = memoryLog();
  const attached = attach(app, server, { log });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    attached.close();
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { server, log, attached, sockets, url: `http://127.0.0.1:${listeningPort(server)}` };
}

const listeners = (server: Server) => server.eventNames().reduce((sum, name) => sum + server.listenerCount(name), 0);
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate').length;

for (const transport of ['sse', 'websocket'] as const) {
  test(
    `${herd} readers over ${transport} that are cut at once reconnect, catch up, and leave nothing behind when they close`,
    async () => {
      const { server, log, attached, sockets, url } = await startBreakable();
      const [listenersBefore, timersBefore] = [listeners(server), timers()];
      const streams = Array.from({ length: herd }, () => openInNode(url, { transport, patience: 60_000, retry: { first: 1_000, longest: 4_000 } }));
      await eventually(`${herd} readers`, () => attached.followers() === herd, herdPatience);
      // Some readers reconnect before the last one is cut, so the number of connections would not show that all were cut.
      const gone = [...sockets].map((socket) => closed(socket.resetAndDestroy()));
      await Promise.all(gone);
      await log.append([{ event: 'missed', data: 1 }]);
      await eventually(`${herd} readers again`, () => attached.followers() === herd, herdPatience);
      await log.append([{ event: 'live', data: 2 }]);
      for (const stream of streams) {
        const got = await stream.reach(2, herdPatience);
        expect(got.map(({ data }) => data)).toEqual([1, 2]);
        expect(await stream.ledger()).toMatchObject({ received: 2, missing: 0, doubled: 0, reordered: 0, gaps: 0 });
      }
      for (const { stream } of streams) stream.close();
      await eventually('every follower and connection to be gone', () => attached.followers() === 0 && sockets.size === 0, herdPatience);
      expect(listeners(server)).toBe(listenersBefore);
      await eventually(`the timers to be ${timersBefore} again`, () => timers() <= timersBefore);
      attached.close();
    },
    4 * herdPatience,
  );
}
