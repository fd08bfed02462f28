/**
 * The wire, as types, names, limits and cursors. No I/O, no dependency: the only file of the server that client and bench
 * import. `docs/protocol.md` is the same in prose, and the two change together.
 */

/** One word per transport: file name, URL segment, CLI argument, test title, radio value and report row. */
export const transportNames = ['polling', 'long-polling', 'sse', 'websocket'] as const;
export type TransportName = (typeof transportNames)[number];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One thing that happened; the same JSON text on all four transports. */
export interface Notification {
  /** Its own cursor. */
  readonly id: string;
  readonly event: string;
  readonly data: Json;
  /** Scheduled publish time, milliseconds since the Unix epoch. */
  readonly at: number;
  /** Passes every filter. */
  readonly broadcast?: true;
  /** Epochs of the logs that it came through before this one, oldest first; absent where it was published. At most `limits.wayLength`. */
  readonly via?: readonly string[];
}

/**
 * Where nobody has said which events there are. Whoever has an `interface Events { orders: Order; prices: Price }` hands it to `createStreams`, `attach` and `openStream`.
 */
export type AnyEvents = { readonly [event: string]: Json };

export type EventName<Events> = keyof Events & string;

/** A notification of one of these events: its name says which data it has. */
export type NotificationOf<Events> = {
  [Name in EventName<Events>]: Omit<Notification, 'event' | 'data'> & { readonly event: Name; readonly data: Events[Name] };
}[EventName<Events>];

/** What a publisher hands in: a notification that has no number yet. */
export interface Draft {
  readonly type?: 'publish' | 'broadcast';
  readonly event: string;
  readonly data: Json;
  /** When it was scheduled, milliseconds since the Unix epoch. Default: the clock of the log. */
  readonly at?: number;
  /** `true` is the same as the type `broadcast`; `false` does not take that back. */
  readonly broadcast?: boolean;
  /** Epochs of the logs that it came through, oldest first: whoever republishes another log's notifications says so. */
  readonly via?: readonly string[];
  /** Drawn at random: sent twice with the same key, it is stored once. `limits.keyMin` to `limits.keyMax` letters, digits, `-` and `_`. */
  readonly key?: string;
}

/** A place in the log: right behind notification `seq` of the log named `epoch`. */
export interface Cursor {
  readonly epoch: string;
  /** 0 is the beginning; the first notification is 1. */
  readonly seq: number;
}

/** Where a reader wants to start; `undefined` is "from now on, and tell me where that is". */
export type After = Cursor | 'earliest' | 'now' | undefined;

export interface Hello {
  /** Where reading starts, or the cursor asked for when a gap follows. */
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

/** A body of the two polling transports. */
export interface Answer {
  /** Ask again with this. */
  readonly cursor: string;
  readonly notifications: readonly Notification[];
  /** Comes before the notifications. */
  readonly gap?: Gap;
  /** Cut by a limit: ask again at once. */
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

/** What an ack carries: the id of what was stored, or the cursor at which a new filter took effect. */
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
  /** The same code as a foreign origin has. */
  forbidden: 4403,
  foreignOrigin: 4403,
  noProgress: 4408,
  unknownHost: 4421,
} as const;

/** Events in a filter. */
export const filterLength = 100;
/** Seconds that a long poll may be held: below the 60 after which many a proxy gives up (nginx `proxy_read_timeout`, AWS load balancers). */
export const holdMin = 1;
export const holdMax = 55;
export const holdDefault = 25;

export const limits = {
  /** Characters of an event name. */
  eventLength: 64,
  /** Bytes of a notification's data as JSON. */
  dataBytes: 64 * 1024,
  /**
   * Arrays and objects inside of each other in a notification's data. An answer puts up to three around them, and the parser that takes least by default,
   * .NET's `System.Text.Json`, takes 64.
   */
  dataDepth: 60,
  /** Messages in one array. */
  arrayLength: 1_000,
  /** Bytes of a request body or a WebSocket message. */
  messageBytes: 1024 * 1024,
  /** A poll answer: whichever comes first. */
  answerCount: 1_000,
  answerBytes: 1024 * 1024,
  /** Bytes of a push batch, unless one notification is larger. */
  batchBytes: 64 * 1024,
  filterLength,
  holdMin,
  holdMax,
  holdDefault,
  /** Logs that a notification may come through. */
  wayLength: 16,
  /** Characters of a `ref`. */
  refLength: 64,
  /** Characters of a `key`. */
  keyMin: 16,
  keyMax: 64,
} as const;

export const formatCursor = (epoch: string, seq: number): string => `${epoch}-${seq}`;

/** @returns the cursor, or `undefined` if the text is none */
export function parseCursor(text: string): Cursor | undefined {
  const parts = /^([a-z0-9]{1,32})-(0|[1-9][0-9]{0,15})$/.exec(text);
  if (!parts) return undefined;
  const seq = Number(parts[2]);
  return Number.isSafeInteger(seq) ? { epoch: parts[1] as string, seq } : undefined;
}
