import type { Receipt, TransportName } from '../../server/stream/protocol.ts';
import type { Backoff } from './backoff.ts';
import type { StreamOptions } from './options.ts';
import type { StreamError } from './stream-error.ts';

/** Receives what a transport gets, unchecked. It ignores everything after `close`. */
export interface Sink {
  /** Counts a request. */
  asked(): void;
  /** Parses a message and hands it on. If that fails, the connection is given up; nothing is thrown, because no caller could catch it. */
  read(text: string, take: (message: unknown) => void): void;
  /** @throws StreamError if the value is not a hello; the next two do likewise */
  hello(hello: unknown): void;
  notification(notification: unknown): void;
  gap(gap: unknown): void;
  /** The cursor moved, or was confirmed, without a notification. */
  cursor(cursor: unknown): void;
  /** Something unknown came, which can be ignored. */
  odd(text: string): void;
  /** The browser is about to reconnect by itself. */
  waiting(): void;
  /** The connection broke, or never opened. @param mute the transport cannot know the cause, but another request may learn it */
  lost(thrown: unknown, mute?: boolean): void;
}

/** Takes the answer to a command. An error without `code` means that no answer came: the connection broke. */
export type Settle = (error?: StreamError, receipt?: Receipt) => void;

/** The cursor and the filter to ask for, and the settings to ask with. */
export interface Question extends Pick<StreamOptions, 'headers' | 'ticket'> {
  /** The folder that has `stream` and `publish`. */
  readonly base: URL;
  readonly after?: string | undefined;
  /** `undefined` means all events, an empty list means broadcasts only. */
  readonly events: readonly string[] | undefined;
  /** Milliseconds between two polls. */
  readonly interval: number;
  /** Seconds that the server may hold a long poll. */
  readonly hold: number;
  /** Milliseconds that an answer may take beyond that. */
  readonly patience: number;
  /** Milliseconds after which a publish or a subscription that got no answer fails. */
  readonly deadline: number;
  readonly backoff: Backoff;
  readonly fetch: typeof fetch;
  readonly EventSource: typeof EventSource;
  readonly WebSocket: typeof WebSocket;
}

export interface Connection {
  close(): void;
  /** Names what has not come yet before the hello, for the error of a timeout. @default 'hello' */
  awaits?(): string;
  /**
   * Sends a command; only a transport that goes both ways has it.
   * @param json of the command, an object
   * @param settle called when the answer comes, before the next message is read
   * @returns a function that forgets the command
   */
  readonly send?: (json: string, settle: Settle) => () => unknown;
}

/** One way to read the stream from a cursor. */
export interface ClientTransport {
  readonly name: TransportName;
  /** The class of the platform that opens the connection. Such a class cannot send headers. */
  readonly native?: 'EventSource' | 'WebSocket';
  /** @param url of the first request, with a ticket if one is needed */
  subscribe(question: Question, sink: Sink, url: URL): Connection;
}

/** The URL of a transport, with the query that all transports share. */
export function streamUrl({ base, events }: Question, name: TransportName, after: string | undefined): URL {
  const url = new URL(`stream/${name}`, base);
  if (after) url.searchParams.set('after', after);
  for (const event of events ?? []) url.searchParams.append('event', event);
  if (events?.length === 0) url.searchParams.set('broadcasts', 'only');
  return url;
}
