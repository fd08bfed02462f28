import type { AnyEvents, EventName, Hello, NotificationOf, TransportName, Gap as WireGap } from '../../server/stream/protocol.ts';
import type { StreamError } from './stream-error.ts';

/** @typeParam Events maps each event's name to the type of its data */
export interface StreamOptions<Events = AnyEvents> {
  /** One transport, or several to try in this order. @default ['websocket', 'sse', 'long-polling', 'polling'] */
  readonly transport?: TransportName | readonly TransportName[];
  /** Read only these events, at most 100; an empty list means broadcasts only. @default all @example ['orders', 'room:7'] */
  readonly events?: readonly EventName<Events>[];
  /** Where reading starts: a cursor, `earliest` or `now`. @default 'now'; the hello says which cursor that is @example localStorage.getItem('cursor') ?? 'earliest' */
  readonly after?: string;
  /** Milliseconds between two polls. @default 2_000 */
  readonly interval?: number;
  /** Seconds that the server may hold a long poll, 1 to 55. Set it below the timeout of any proxy on the way. @default 25 */
  readonly hold?: number;
  /** Milliseconds that a connection may take to say hello. A poll may take its hold and this long. @default 5_000 */
  readonly patience?: number;
  /** Milliseconds after which a publish or a subscription that got no answer fails. @default 10_000 */
  readonly deadline?: number;
  /**
   * Milliseconds. The wait before a reconnection is random, between 0 and a cap: the cap starts at `first` and doubles per attempt up to `longest`.
   * @default { first: 500, longest: 30_000 }
   */
  readonly retry?: { readonly first?: number; readonly longest?: number };
  /**
   * Header fields of every request that uses `fetch`: polls, long polls, and publishes that do not go over a WebSocket. A function is called for each request.
   * @default none
   * @example headers: async () => ({ Authorization: `Bearer ${await token()}` })
   */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /**
   * Gets a ticket, which is good for one request (docs/protocol.md, "Rights"). Called for each `EventSource` and `WebSocket`, which cannot send headers; without `headers`, called
   * for every request. Return the ticket's text, or the `Response` of the route that issues it: then 401 and 403 close the stream, and `Retry-After` delays the next attempt.
   * @default none
   * @example ticket: () => fetch('/ticket', { method: 'POST' })
   */
  readonly ticket?: () => string | Response | Promise<string | Response>;
  /** @default that of the platform */
  readonly fetch?: typeof fetch;
  /** Node has none; take it from the package `eventsource`. @default that of the platform */
  readonly EventSource?: typeof EventSource;
  /** Built into Node from version 22; for older ones take it from the package `ws`. @default that of the platform */
  readonly WebSocket?: typeof WebSocket;
  /** Returns a number from 0 to 1, for the random waits. @default Math.random */
  readonly random?: () => number;
}

export type StreamState = 'connecting' | 'open' | 'reconnecting' | 'cut' | 'closed';

/** A gap that the server reported, or one with the reason `unreadable`: a message could not be parsed twice in a row, so this library skipped it. */
export interface Gap extends Omit<WireGap, 'reason'> {
  readonly reason: WireGap['reason'] | 'unreadable';
}

/**
 * The `detail` of each event.
 * @typeParam Events maps each event's name to the type of its data
 */
export interface StreamEvents<Events = AnyEvents> {
  hello: Hello;
  notification: NotificationOf<Events>;
  gap: Gap;
  /** `retryIn` is milliseconds until the next attempt. */
  state: { readonly state: StreamState; readonly transport: TransportName; readonly retryIn?: number | undefined };
  error: StreamError;
}
