import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { startHub } from './faulty-servers.ts';
import { foundIn } from './look.ts';

/** Sends what is published to all, but counts a page of a foreign origin among its readers only after it has missed so many. */
async function startLate(misses: number) {
  const readers = new Set<(text: string) => void>();
  const sockets = new WebSocketServer({ noServer: true });
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
  });
  const { url } = await startHub(
    (_request, response) => void response.writeHead(426).end(),
    (text) => {
      for (const read of [...readers]) read(text);
    },
    (request, socket, head) => {
      const isOwn = request.headers.origin === `http://${request.headers.host}`;
      sockets.handleUpgrade(request, socket, head, (one) => {
        let missed = isOwn ? misses : 0;
        const read = (text: string) => {
          if (missed >= misses) one.send(text);
          missed += 1;
        };
        readers.add(read);
        one.on('error', () => {}).once('close', () => readers.delete(read));
      });
    },
  );
  return { endpoint: `websocket:${url.replace('http', 'ws')}/`, publish: `${url}/publish` };
}

// `grace` is the time for what never comes; the second mark is sent at once.
const times = { grace: 3_000, silence: 10 };

it.each([
  ['a foreign page that misses what is published at the moment of its handshake is found', 1, true],
  ['a foreign page that is let in and hears nothing is not', Number.POSITIVE_INFINITY, false],
])('%s', async (_, misses, isFound) => {
  expect((await foundIn(await startLate(misses), times)).includes('any-origin')).toBe(isFound);
});
