import type { TransportName } from '../../../server/stream/protocol.ts';

/**
 * What is drawn, in times and not yet in pixels.
 * `tick`: published. `rise`: a question goes up. `fall`: bytes come down. `held`: a question waits for its answer. `dot`: delivered. `twice`: came again.
 * `lost`: will not come any more. `away`: no line. `idle`: no stream, on purpose. `silent`: a line on which nothing passes. `refused`: an answer that is none.
 * `dropped`: the connection under a held poll is gone, and the browser asks again without a word to the page. `ping`, `pong`: nothing but a sign of life.
 */
export type MarkKind =
  | 'tick'
  | 'rise'
  | 'fall'
  | 'held'
  | 'dot'
  | 'twice'
  | 'lost'
  | 'away'
  | 'idle'
  | 'silent'
  | 'refused'
  | 'dropped'
  | 'ping'
  | 'pong';

export interface Mark {
  readonly kind: MarkKind;
  /** A tick goes through all lanes. */
  readonly lane: TransportName | undefined;
  /** Epoch milliseconds of the server's clock: when a slanted mark leaves one end of the line, */
  readonly from: number;
  /** and when it reaches the other. */
  readonly until: number;
  /** 0 if there is none. */
  readonly exchange: number;
  readonly seq: number;
  /** Notifications in it: a `fall` of a poll with 0 is hollow. */
  readonly count: number;
  readonly bytes: number;
  /** Share of the bytes that is no header, 0 to 1. */
  readonly solid: number;
  /** It opens a WebSocket. */
  readonly handshake: boolean;
  /** HTTP status of what was refused. */
  readonly status: number;
  /** It was still going on when this was laid out. */
  readonly open: boolean;
}

/** Kinds of marks for errors. */
export const wrong: ReadonlySet<MarkKind> = new Set(['away', 'silent', 'refused', 'dropped', 'lost', 'twice']);

const plain = { lane: undefined, exchange: 0, seq: 0, count: 0, bytes: 0, solid: 0, handshake: false, status: 0, open: false };

export const mark = (kind: MarkKind, from: number, until: number, rest: Partial<Mark> = {}): Mark => ({ ...plain, ...rest, kind, from, until });
