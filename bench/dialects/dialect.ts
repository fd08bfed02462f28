import type { HttpAnswer } from '../arms/http-answer.ts';
import type { Fields } from '../model/index.ts';

/** A request in a dialect: path with query, and fields besides `Host` and those that the transport itself needs. */
export interface Request {
  readonly path: string;
  readonly fields: Fields;
}

/** A client that follows a stream: the part of it that a dialect may change. */
export interface Reader {
  /** What a client presents when it comes back; `undefined` before there is one. The client itself stores the `id:` of an event stream here. */
  cursor: string | undefined;
  /** The client is subscribed: it receives everything that is published from now on. */
  subscribed(): void;
  /** Sends a message over its WebSocket. */
  say(text: string): void;
  /** The server reported that it skipped some notifications. */
  passedOver(): void;
}

interface Speech {
  /** Whether a client that comes back receives what it missed. */
  readonly resumes: boolean;
  /** How to subscribe, or to ask again. @param path of the given URL @param cursor the last one; `undefined` asks from now on */
  ask(path: string, cursor: string | undefined): Request;
}

/** How a server speaks over a connection that stays open. The client itself knows HTTP, chunks, events and frames. */
export interface StreamSpeech extends Speech {
  /** True: it is subscribed once `hear` says so. @default once the head of the answer has come */
  readonly greets?: boolean;
  /** Gets each event, message or line, as a view that is valid until it returns. */
  hear?(message: Buffer, reader: Reader): void;
}

/** How a server speaks over polls. Statuses 200, 204 and 304 are answers; every other one is reported. */
export interface PollSpeech extends Speech {
  /** @returns the cursor of the next request @default the previous one */
  cursorOf?(answer: HttpAnswer): string | undefined;
  /** Whether there may be more already, so that a poller asks again at once. @default no */
  hasMore?(answer: HttpAnswer): boolean;
}

/** How one kind of server speaks over its transports. A dialect does not parse notifications: they are found by their marks, in any format. */
export interface Dialect {
  readonly name: string;
  /** The servers that it fits, in a clause. */
  readonly about: string;
  readonly polling?: PollSpeech;
  readonly 'long-polling'?: PollSpeech;
  readonly sse?: StreamSpeech;
  readonly websocket?: StreamSpeech;
  readonly tcp?: StreamSpeech;
}

/** A path with one more argument in its query. */
export const withArgument = (path: string, name: string, value: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
