import type { Receipt, TransportName } from '../../server/stream/protocol.ts';
import type { Backoff } from './backoff.ts';
import type { StreamOptions } from './options.ts';
import type { StreamError } from './stream-error.ts';

/** What a transport tells the stream, unchecked. After `close` nothing that it says is listened to. */
export interface Sink {
  /** A request goes out. */
  asked(): void;
  /** Takes a message apart. What cannot be read breaks the line and is never thrown: nobody would catch it. */
  read(text: string, take: (message: unknown) => void): void;
  /** @throws StreamError if it is none, like the next two */
  hello(hello: unknown): void;
  notification(notification: unknown): void;
  gap(gap: unknown): void;
  /** The cursor moved, or was confirmed, without a notification. */
  cursor(cursor: unknown): void;
  /** Something came that is not understood, and that can be done without. */
  odd(text: string): void;
  /** The browser is about to come back by itself. */
  waiting(): void;
  /** The line is gone, or never came up. @param mute the transport does not learn why, but somebody else may */
  lost(thrown: unknown, mute?: boolean): void;
}

/** Takes the answer to a command. An error without `code` is no answer: the line broke. */
export type Settle = (error?: StreamError, receipt?: Receipt) => void;

/** What is asked for, and with what. */
export interface Question extends Pick<StreamOptions, 'headers' | 'ticket'> {
  /** The folder that has `stream` and `publish`. */
  readonly base: URL;
  readonly after?: string | undefined;
  /** `undefined` is all events, an empty list broadcasts only. */
  readonly events: readonly string[] | undefined;
  /** Milliseconds between two questions of polling. */
  readonly interval: number;
  /** Seconds that the server may hold a long poll. */
  readonly hold: number;
  /** Milliseconds that an answer may take beyond that. */
  readonly patience: number;
  /** Milliseconds until a publish or a subscription without an answer is given up. */
  readonly deadline: number;
  readonly backoff: Backoff;
  readonly fetch: typeof fetch;
  readonly EventSource: typeof EventSource;
  readonly WebSocket: typeof WebSocket;
}

export interface Connection {
  close(): void;
  /** What is missing while there is no hello; default: the hello. */
  awaits?(): string;
  /**
   * Only where the line goes both ways.
   * @param json of the command, an object
   * @param settle is called in the moment when the answer comes, before what comes behind it is read
   * @returns forgets the command
   */
  readonly send?: (json: string, settle: Settle) => () => unknown;
}

/** One way to follow the stream from a cursor. */
export interface ClientTransport {
  readonly name: TransportName;
  /** The class of the platform that opens it: that can send no headers. */
  readonly native?: 'EventSource' | 'WebSocket';
  /** @param url of the first question, with a ticket where one is needed */
  subscribe(question: Question, sink: Sink, url: URL): Connection;
}

/** The query that every transport asks with. */
export function streamUrl({ base, events }: Question, name: TransportName, after: string | undefined): URL {
  const url = new URL(`stream/${name}`, base);
  if (after) url.searchParams.set('after', after);
  for (const event of events ?? []) url.searchParams.append('event', event);
  if (events?.length === 0) url.searchParams.set('broadcasts', 'only');
  return url;
}
