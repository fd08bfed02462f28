/**
 * The protocol as types, names, limits and cursors. No I/O and no imports: the client and the bench share this file with the
 * server. `docs/protocol.md` describes the same in prose; change the two together.
 */

/** The transports. Each name is also a file name, a URL segment, a command-line argument, a test title, a radio value and a report row. */
export const transportNames = ['polling', 'long-polling', 'sse', 'websocket'] as const;
export type TransportName = (typeof transportNames)[number];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A notification; its JSON is the same on all four transports. */
export interface Notification {
  /** The cursor of this notification. */
  readonly id: string;
  readonly event: string;
  readonly data: Json;
  /** The time of the publish as scheduled, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** A broadcast passes every filter. */
  readonly broadcast?: true;
  /** Epochs of the logs that it came through before this one, oldest first, at most `limits.wayLength`; absent in the log where it was published. */
  readonly via?: readonly string[];
}

/**
 * The default if you do not declare your events. To declare them, pass an `interface Events { orders: Order; prices: Price }` to `createStreams`, `attach` and `openStream`.
 */
export type AnyEvents = { readonly [event: string]: Json };

export type EventName<Events> = keyof Events & string;

/** A notification of one of these events; its `event` determines the type of its `data`. */
export type NotificationOf<Events> = {
  [Name in EventName<Events>]: Omit<Notification, 'event' | 'data'> & { readonly event: Name; readonly data: Events[Name] };
}[EventName<Events>];

/** A notification to be published, which has no number yet. */
export interface Draft {
  readonly type?: 'publish' | 'broadcast';
  readonly event: string;
  readonly data: Json;
  /** The time of the publish as scheduled, in milliseconds since the Unix epoch. @default the clock of the log */
  readonly at?: number;
  /** `true` means the same as the type `broadcast`; `false` does not revoke that type. */
  readonly broadcast?: boolean;
  /** For a republished notification: epochs of the logs that it came through, oldest first. */
  readonly via?: readonly string[];
  /** A random text of `limits.keyMin` to `limits.keyMax` letters, digits, `-` and `_`. Two drafts with the same key are stored once. */
  readonly key?: string;
}

/** A place in the log: right after notification `seq` of the log named `epoch`. */
export interface Cursor {
  readonly epoch: string;
  /** 0 is the beginning; the first notification is 1. */
  readonly seq: number;
}

/** Where a reader wants to start; `undefined` means from now on. */
export type After = Cursor | 'earliest' | 'now' | undefined;

export interface Hello {
  /** Where reading starts; if a gap follows, the cursor that the client asked for. */
  readonly cursor: string;
  /** Milliseconds of silence after which the server sends a heartbeat; 0 means never. */
  readonly heartbeat: number;
}

export interface Gap {
  /** The cursor that cannot be continued. */
  readonly from: string;
  /** Where reading goes on, exclusive. */
  readonly to: string;
  readonly reason: 'expired' | 'epoch' | 'ahead' | 'slow';
}

/** The body of an answer of the two polling transports. */
export interface Answer {
  /** The `after` of the next request. */
  readonly cursor: string;
  readonly notifications: readonly Notification[];
  /** A gap before the notifications. */
  readonly gap?: Gap;
  /** A limit cut the answer short: send the next request at once. */
  readonly more?: true;
}

/** Chosen by the client, unique among its unanswered commands. */
export type Ref = string | number;

/** A text frame from server to client. A notification is the only one without a `type`. */
export type Downstream =
  | (Notification & { readonly type?: undefined })
  | ({ readonly type: 'hello' } & Hello)
  | ({ readonly type: 'gap' } & Gap)
  | { readonly type: 'heartbeat'; readonly cursor: string }
  | ({ readonly type: 'ack'; readonly ref?: Ref } & Receipt)
  | { readonly type: 'error'; readonly ref?: Ref; readonly code: string; readonly message: string };

/** The content of an ack: the id of the stored notification, or the cursor at which a new filter took effect. */
export interface Receipt {
  readonly id?: string;
  readonly cursor?: string;
}

/** A text frame from client to server. */
export type Upstream = { readonly ref?: Ref } & (
  | { readonly type: 'publish' | 'broadcast'; readonly event: string; readonly data: Json; readonly key?: string }
  | { readonly type: 'subscribe' | 'unsubscribe'; readonly event: string }
);

/** RFC 9457, `application/problem+json`. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  /** One sentence: what was expected, what came, what to do. */
  readonly detail: string;
}

/** Application close codes, RFC 6455 section 7.4. */
export const closeCodes = {
  goingAway: 1001,
  internal: 1011,
  tryAgainLater: 1013,
  notText: 4400,
  unauthorized: 4401,
  /** The same code as for a foreign origin. */
  forbidden: 4403,
  foreignOrigin: 4403,
  noProgress: 4408,
  unknownHost: 4421,
} as const;

/** The most events in a filter. */
export const filterLength = 100;
/** Seconds that a long poll may be held. Below 60, the default timeout of many proxies (nginx `proxy_read_timeout`, AWS load balancers). */
export const holdMin = 1;
export const holdMax = 55;
export const holdDefault = 25;

export const limits = {
  /** Characters of an event name. */
  eventLength: 64,
  /** Bytes of a notification's data as JSON. */
  dataBytes: 64 * 1024,
  /**
   * Nesting of arrays and objects in a notification's data. An answer adds up to three levels, and the strictest common parser, .NET's `System.Text.Json`,
   * accepts 64 by default.
   */
  dataDepth: 60,
  /** Messages in one array. */
  arrayLength: 1_000,
  /** Bytes of a request body or a WebSocket message. */
  messageBytes: 1024 * 1024,
  /** Notifications and bytes of a poll's answer; the first limit that is reached counts. */
  answerCount: 1_000,
  answerBytes: 1024 * 1024,
  /** Bytes of a push batch, unless one notification is larger. */
  batchBytes: 64 * 1024,
  filterLength,
  holdMin,
  holdMax,
  holdDefault,
  /** Logs that a notification may come through (`via`). */
  wayLength: 16,
  /** Characters of a `ref`. */
  refLength: 64,
  /** Characters of a `key`. */
  keyMin: 16,
  keyMax: 64,
} as const;

export const formatCursor = (epoch: string, seq: number): string => `${epoch}-${seq}`;

/** @returns `undefined` if the text is not a cursor */
export function parseCursor(text: string): Cursor | undefined {
  const parts = /^([a-z0-9]{1,32})-(0|[1-9][0-9]{0,15})$/.exec(text);
  if (!parts) return undefined;
  const seq = Number(parts[2]);
  return Number.isSafeInteger(seq) ? { epoch: parts[1] as string, seq } : undefined;
}
