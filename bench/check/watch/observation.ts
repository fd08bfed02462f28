import type { TransportName } from '../../../server/stream/protocol.ts';

/** What was seen of an endpoint. A part that is absent was not tried, or could not be seen. Plain JSON: `judge` makes findings of it. */
export interface Observation {
  readonly kind: TransportName;
  /** Fields of an answer with status 200 or 101, names in lower case. */
  readonly head?: Readonly<Record<string, string>>;
  /** The head came only when something was published. */
  readonly headHeld?: boolean;
  /** How many marks had been published before the first of them came; 1 is at once. */
  readonly firstBehind?: number;
  /** Whether the event that held a mark had an `id:`. */
  readonly hasId?: boolean;
  /** Whether there was a `retry:`. */
  readonly hasRetry?: boolean;
  /** Marks that came twice over one connection. */
  readonly doubled?: number;
  readonly reordered?: boolean;
  readonly comeback?: Comeback;
  readonly compression?: { readonly encoding: string /** The mark came without compression, and not with it. */; readonly held?: boolean };
  readonly silence?: Silence;
  /** What a page of a foreign origin may read, as the answer says. */
  readonly foreignPage?: { readonly allowed: string; readonly credentials: boolean };
  /** What a WebSocket of a foreign origin got. */
  readonly foreignSocket?: 'refused' | 'pong' | 'mark';
  readonly answersPing?: boolean;
  /** What came back after a Close frame with 1000; 1006 is no Close frame. */
  readonly closeCode?: number;
  /** The chosen `permessage-deflate` with its parameters; empty is none. */
  readonly deflate?: string;
  /** What became of a message that announced 1 GiB and sent 1 MiB. */
  readonly longMessage?: 'refused' | 'kept' | 'died';
  /** The second of two polls with nothing published between them. */
  readonly again?: { readonly marks: number; readonly bytes: number; readonly etag: boolean };
  /** Bytes of an answer, and of a later one that has everything of the first again. */
  readonly growth?: { readonly before: number; readonly after: number };
  /** Empty answers in a row that were given at once, to questions that were to be held. */
  readonly emptyAtOnce?: number;
  readonly hold?: Hold;
}

/** What is seen once everything that is published was published. */
export type Rest = () => Promise<Observation>;

/** What came to a reader who came back. */
export interface Comeback {
  /** There was something to present: an id or a cursor. */
  readonly hasCursor: boolean;
  /** Marks that were published while nobody was connected. */
  readonly published: number;
  readonly lost: number;
  /** Marks that had come before the cut already. */
  readonly doubled: number;
}

/** A connection on which nothing was published, listened to. Milliseconds. */
export interface Silence {
  readonly listened: number;
  readonly longest: number;
  readonly heartbeat: boolean;
  /** How the server ended the connection meanwhile. */
  readonly ended?: string;
}

/** A long poll to which there was nothing to answer. */
export interface Hold {
  readonly milliseconds: number;
  /** Absent: no answer, as long as it was waited for. 0: the connection was closed. */
  readonly status?: number;
}
