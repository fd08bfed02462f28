import type { Gap, Hello, Notification, Receipt, TransportName, Upstream } from '../../server/protocol.ts';

/** What a transport tells the stream. After `close` nothing that it says is listened to. */
export interface Sink {
  /** A request goes out. */
  asked(): void;
  hello(hello: Hello): void;
  notification(notification: Notification): void;
  gap(gap: Gap): void;
  /** The cursor moved, or was confirmed, without a notification. */
  cursor(cursor: string): void;
  /** The browser is about to come back by itself. */
  waiting(): void;
  /** The line is gone, or never came up. */
  lost(failure: Failure): void;
}

/** Why a line is gone. */
export interface Failure {
  readonly message: string;
  /** The server's own word for it, where it said one. */
  readonly code?: string;
  /** Seconds that the server asks to stay away. */
  readonly retryAfter?: number;
  /** Asking again cannot help. */
  readonly final?: boolean;
}

/** What is asked for, and with what. */
export interface Question {
  readonly base: URL;
  readonly after: string | undefined;
  /** `undefined` is all events, an empty list broadcasts only. */
  readonly events: readonly string[] | undefined;
  /** Milliseconds between two questions of polling. */
  readonly interval: number;
  /** Seconds that the server may park a long poll. */
  readonly hold: number;
  /** Milliseconds that an answer may take beyond that. */
  readonly patience: number;
  readonly fetch: typeof fetch;
  readonly EventSource: typeof EventSource;
  readonly WebSocket: typeof WebSocket;
}

export interface Connection {
  close(): void;
  /** Only where the line goes both ways. */
  send?(command: Upstream): Promise<Receipt>;
}

/** One way to follow the stream from a cursor. */
export interface ClientTransport {
  readonly name: TransportName;
  subscribe(question: Question, sink: Sink): Connection;
}

/** The query that every transport asks with. */
export function streamUrl({ base, events }: Question, name: TransportName, after: string | undefined): URL {
  const url = new URL(`stream/${name}`, base);
  if (after) url.searchParams.set('after', after);
  for (const event of events ?? []) url.searchParams.append('event', event);
  if (events?.length === 0) url.searchParams.set('broadcasts', 'only');
  return url;
}
