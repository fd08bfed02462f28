import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { monotonic } from '../../bench/processes/clock.ts';
import { forkProcess } from '../../bench/processes/fork-process.ts';
import { Publisher } from '../../bench/processes/publisher.ts';
import type { ServerHandlers } from '../../bench/processes/server-main.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** A server that handles each publish as the test says. */
async function serverThat(act: (socket: Socket, number: number) => void): Promise<{ publisher: Publisher; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  let number = 0;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', () => {
      number += 1;
      act(socket, number);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const publisher = await Publisher.connect({ host: '127.0.0.1', port: listeningPort(server) });
  onTestFinished(() => {
    publisher.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { publisher, sockets };
}

const stored = (number: number): string => {
  const body = `{"id":"abc-${number}"}`;
  return `HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

const one = () => ({ start: monotonic(), times: [0], payload: 60 });

describe('A publisher whose connection the server closes', () => {
  it('while it is idle, as servers do at low rates, publishes over a new one, and reports its port', async () => {
    const { publisher, sockets } = await serverThat((socket, number) => void socket.write(stored(number)));
    const first = await publisher.publish(one());
    const gone = once(sockets[0] as Socket, 'close');
    sockets[0]?.end();
    await gone;
    const second = await publisher.publish(one());
    expect([first.last, second.last]).toEqual(['abc-1', 'abc-2']);
    expect(second.localPort).toBe(sockets[1]?.remotePort);
    expect(second.localPort).not.toBe(first.localPort);
    expect(sockets).toHaveLength(2);
  });

  it('before it has answered does not repeat the publish, because it may have been stored', async () => {
    const { publisher, sockets } = await serverThat((socket) => void socket.destroy());
    await expect(publisher.publish(one())).rejects.toThrow(
      /^127\.0\.0\.1:\d+ closed the connection to the publisher, with 1 publishes unanswered\.$/,
    );
    expect(sockets).toHaveLength(1);
  });
});

it.each(['server-main', 'tcp-server-main'])('%s keeps an idle connection of a publisher longer than the pauses of a low rate', async (module) => {
  const server = forkProcess<ServerHandlers>(module, module);
  onTestFinished(() => server.stop());
  const { publishPort } = await server.call('where');
  const response = await fetch(`http://127.0.0.1:${publishPort}/publish`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"event":"bench","data":1}',
  });
  expect(response.status).toBe(201);
  expect(response.headers.get('keep-alive')).toBe('timeout=75');
});
