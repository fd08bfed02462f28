import type { IncomingMessage, ServerResponse } from 'node:http';
import type { After } from '../../../stream/protocol.ts';
import { parseQuestion } from '../../../stream/question.ts';
import type { NaiveHello, NaiveReading } from './reading.ts';

/** Bytes that may wait for a client before he is given up: here nobody looks at backpressure. */
const mostWaiting = 1024 * 1024;

export const helloEvent = (hello: NaiveHello): string => `event: hello\nid: ${hello.cursor}\ndata: ${JSON.stringify(hello)}\n\n`;
export const notificationEvent = (id: string, json: string): string => `id: ${id}\ndata: ${json}\n\n`;

/** From where on an `EventSource` reads: what it saw last is newer than its URL. @throws PeerError */
export function placeOf({ url = '', headers }: IncomingMessage): After {
  const last = headers['last-event-id'];
  return parseQuestion(url, typeof last === 'string' ? last : undefined).after;
}

/** What a naive server adds to an event stream. */
export interface Additions {
  /** @default 'no-store' */
  readonly cacheControl?: string;
  /** Called behind each event. */
  readonly wrote?: () => void;
}

/** Server-Sent Events as tutorials write them: a head, and a write for each event, until the client has gone. */
export function serveEvents(reading: NaiveReading, request: IncomingMessage, response: ServerResponse, additions: Additions = {}): void {
  const { cacheControl = 'no-store', wrote = () => {} } = additions;
  const { seq, hello } = reading.start(placeOf(request));
  reading.room.require();
  const leave = reading.room.enter(response);
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': cacheControl }).flushHeaders();
  const write = (text: string) => {
    response.write(text);
    wrote();
    if (response.writableLength > mostWaiting) response.destroy();
  };
  write(helloEvent(hello));
  const stop = reading.follow(seq, ({ id, json }) => write(notificationEvent(id, json.toString())));
  response.once('close', () => {
    stop();
    leave();
  });
}
