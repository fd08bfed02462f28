import type { HttpAnswer } from '../arms/http-answer.ts';
import type { Fields } from '../model/index.ts';

/** What a dialect says of a request: path with query, and fields beside `Host` and those that the transport itself asks for. */
export interface Request {
  readonly path: string;
  readonly fields: Fields;
}

/** A client that follows a stream, as far as its dialect may act on it. */
export interface Reader {
  /** What a client presents that comes back; `undefined` before there is one. An `id:` of an event stream is put here without the dialect. */
  cursor: string | undefined;
  /** It is subscribed: whatever is published from now on comes to it. */
  subscribed(): void;
  /** Says something over its WebSocket. */
  say(text: string): void;
  /** The server told that it passed over some notifications. */
  passedOver(): void;
}

interface Speech {
  /** A client that comes back gets what it missed. */
  readonly resumes: boolean;
  /** How to subscribe, or to ask again. @param path of the URL that was given @param cursor the last one; `undefined` asks for what comes from now on */
  ask(path: string, cursor: string | undefined): Request;
}

/** How a server speaks over a connection that stays open. The client itself knows HTTP, chunks, events and frames. */
export interface StreamSpeech extends Speech {
  /** True: it is subscribed when `hear` says so. @default with the head of the answer */
  readonly greets?: boolean;
  /** Is given each event, message or line, as a view that holds only until it returns. */
  hear?(message: Buffer, reader: Reader): void;
}

/** How a server speaks over polls. Statuses 200, 204 and 304 are answers; every other one is told. */
export interface PollSpeech extends Speech {
  /** @returns the cursor of the next question @default the one that there was */
  cursorOf?(answer: HttpAnswer): string | undefined;
  /** Whether there may be more already: a poller asks again at once. @default no */
  hasMore?(answer: HttpAnswer): boolean;
}

/** How one kind of server speaks over the transports that it has. Notifications are not its business: they are found by their marks, whatever is around them. */
export interface Dialect {
  readonly name: string;
  /** For which servers, in a clause. */
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
