import type { TransportName } from '../../server/stream/protocol.ts';

/** What is known of a failure beside its sentence. */
export interface Facts {
  /**
   * The server's own word for it (docs/protocol.md, "When it cannot be"), where it said one; `unauthorized` or `forbidden` where a status of 401 or 403 says it; `no-credentials`
   * where the options `headers` or `ticket` brought none.
   */
  readonly code?: string | undefined;
  /** Of HTTP, where there was one. */
  readonly status?: number;
  /** Seconds that the server asks to stay away, an hour at most. */
  readonly retryAfter?: number | undefined;
  /** Asking again cannot help. */
  readonly final?: boolean | undefined;
  /** What to do, where there is more to do than to wait. The message ends with it. */
  readonly remedy?: string | undefined;
  /** Of a message that could not be read: its id, as far as it seems to have one. */
  readonly unreadable?: string;
  /** Of a publish: its answer did not come, so nobody knows whether it is stored. */
  readonly uncertain?: boolean;
}

/** Where something failed. */
interface Place {
  /** What was asked, without its query: that may hold a ticket. */
  readonly url: string;
  readonly transport: TransportName | 'publish';
  /** Attempts in a row that led nowhere, with this one; 0 where the line had held for five seconds. */
  readonly attempt: number;
}

export interface Failure extends Facts {
  /** What was expected, what came, and the remedy where there is one. */
  readonly message: string;
}

/**
 * Whatever goes wrong with a stream: the `detail` of its event `error`, and what publishing and subscribing reject with. What a caller hands in wrong is a `TypeError` or a
 * `RangeError`.
 */
export class StreamError extends Error implements Failure, Place {
  declare readonly code?: string;
  declare readonly status?: number;
  declare readonly retryAfter?: number;
  declare readonly final?: boolean;
  declare readonly remedy?: string;
  declare readonly unreadable?: string;
  declare readonly uncertain?: boolean;
  declare readonly url: string;
  declare readonly transport: TransportName | 'publish';
  declare readonly attempt: number;

  /** @param cause what was thrown by others */
  constructor(sentence: string, facts: Facts = {}, cause?: unknown) {
    const value = facts.remedy ? `${sentence} ${facts.remedy}` : sentence;
    super(value, { cause });
    Object.assign(this, facts);
    // Like the other fields, so that copies and JSON have it too.
    Object.defineProperty(this, 'message', { value, enumerable: true });
  }

  static {
    // What is printed begins with it.
    StreamError.prototype.name = 'StreamError';
  }
}

/** @returns the same, if it is one of ours, or one that it has caused */
export const streamError = (thrown: unknown, facts?: Facts): StreamError =>
  thrown instanceof StreamError ? thrown : new StreamError(`${Object(thrown).message ?? thrown}`, facts, thrown);

/** How each sentence about something unexpected begins; the remedy may follow. */
export function unlike(expected: string, got: unknown): string {
  const text = typeof got === 'object' ? JSON.stringify(got) : `${got}`;
  return `Expected ${expected}; got ${text.slice(0, 120) || 'nothing'}.`;
}

export const mismatch = (expected: string, got: unknown, facts?: Facts): StreamError => new StreamError(unlike(expected, got), facts);

export type Timer = ReturnType<typeof setTimeout>;

/** @param time milliseconds until `act` gets an error that says so @param what does not come */
export const within = (time: number, act: (error: StreamError) => void, what = () => 'answer'): Timer =>
  setTimeout(() => act(new StreamError(`no ${what()} within ${time / 1_000} s`)), time);

export const closed = (): StreamError => new StreamError('This stream is closed.', { remedy: 'Open another, after its cursor.' });
