import type { IncomingMessage } from 'node:http';
import type { Host } from '../../../stream/host.ts';
import { answerJson } from '../../../stream/http/json-response.ts';
import { chosen } from './chosen.ts';
import { helloEvent, notificationEvent, placeOf } from './event-stream.ts';
import { policies } from './policies.ts';
import { type Framing, QueueingClients } from './queueing-clients.ts';
import type { NaiveReading } from './reading.ts';
import { naiveSockets } from './sockets.ts';

const events: Framing = { transport: 'sse', hello: helloEvent, notification: notificationEvent };
const messages: Framing = {
  transport: 'websocket',
  hello: (hello) => JSON.stringify({ type: 'hello', ...hello }),
  notification: (_id, json) => json,
};

/** Bytes that a socket takes before its client has to wait in a queue: as many as Node's own streams. */
const socketBytes = 64 * 1024;

/**
 * `/naive/queueing`: a queue for each client, over Server-Sent Events and WebSocket. What becomes of one that is slow says `?policy=`: it grows, drops what is new, keeps only what is newest, ends the
 * connection, or reads on from the log. `GET /naive/queueing/status` says what waits in memory.
 */
export function mountNaiveQueueing(host: Host, reading: NaiveReading): void {
  const clients = new QueueingClients(reading);
  const asked = (request: IncomingMessage) => {
    reading.room.require();
    return { policy: chosen(request.url ?? '', 'policy', policies), after: placeOf(request) };
  };
  host.route('GET', '/naive/queueing/stream/sse', (request, response) => {
    const { policy, after } = asked(request);
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform' });
    const outlet = { write: (text: string) => response.write(text), disconnect: () => void response.destroy() };
    const { drained, gone } = clients.open(events, policy, after, outlet);
    response.on('drain', drained).once('close', gone);
  });
  naiveSockets(host, '/naive/queueing/stream/websocket', asked, (ws, { policy, after }) => {
    const takesMore = () => ws.bufferedAmount < socketBytes;
    const write = (text: string) => {
      ws.send(text, () => takesMore() && drained());
      return takesMore();
    };
    const { drained, gone } = clients.open(messages, policy, after, { write, disconnect: () => ws.terminate() });
    ws.once('close', gone);
  });
  host.route('GET', '/naive/queueing/status', (_request, response) => answerJson(response, 200, clients.status));
}
