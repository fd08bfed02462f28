import type { TransportName } from '../../server/stream/protocol.ts';

/** Details of a failure. */
export interface Facts {
  /**
   * The server's code (docs/protocol.md, "When it cannot be"). If the answer has none: `unauthorized` for the status 401, `forbidden` for 403. `no-credentials` if the option
   * `headers` or `ticket` failed.
   */
  readonly code?: string | undefined;
  /** The HTTP status, if there was an HTTP answer. */
  readonly status?: number;
  /** Seconds after which the server asks to be tried again, at most 3600. */
  readonly retryAfter?: number | undefined;
  /** In the event `error`: whether the stream has ended. Of a publish or a subscription over HTTP: whether repeating it cannot help. */
  readonly final?: boolean | undefined;
  /** What you can do, other than wait. The message ends with it. */
  readonly remedy?: string | undefined;
  /** For a message that could not be parsed: its id, or empty if that could not be found. */
  readonly unreadable?: string;
  /** For a publish: no answer came, so it may or may not be stored. */
  readonly uncertain?: boolean;
}

/** Where something failed. */
interface Place {
  /** The URL without its query, which may hold a ticket. */
  readonly url: string;
  readonly transport: TransportName | 'publish';
  /** Failed attempts in a row, this one included, where a round through all transports is one; 0 if the connection had been open for five seconds. */
  readonly attempt: number;
}

export interface Failure extends Facts {
  /** Says what was expected, what came, and the remedy if there is one. */
  readonly message: string;
}

/**
 * Anything that goes wrong with a stream: the `detail` of the event `error`, and the reason when publishing or subscribing rejects. A wrong argument is a `TypeError` or a
 * `RangeError` instead.
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

  /** @param cause the error of the platform or of the app behind it */
  constructor(sentence: string, facts: Facts = {}, cause?: unknown) {
    const value = facts.remedy ? `${sentence} ${facts.remedy}` : sentence;
    super(value, { cause });
    Object.assign(this, facts);
    // Enumerable like the other fields, so that copies and JSON contain the message.
    Object.defineProperty(this, 'message', { value, enumerable: true });
  }

  static {
    // A printed stack begins with the name.
    StreamError.prototype.name = 'StreamError';
  }
}

/** @returns the same error if it is a StreamError, otherwise a StreamError with it as the cause */
export const streamError = (thrown: unknown, facts?: Facts): StreamError =>
  thrown instanceof StreamError ? thrown : new StreamError(`${Object(thrown).message ?? thrown}`, facts, thrown);

/** The sentence for an unexpected value; a remedy may follow it. */
export function unlike(expected: string, got: unknown): string {
  const text = typeof got === 'object' ? JSON.stringify(got) : `${got}`;
  return `Expected ${expected}; got ${text.slice(0, 120) || 'nothing'}.`;
}

export const mismatch = (expected: string, got: unknown, facts?: Facts): StreamError => new StreamError(unlike(expected, got), facts);

export type Timer = ReturnType<typeof setTimeout>;

/** Starts a deadline. @param time milliseconds until `act` gets an error @param what the error says was missing */
export const within = (time: number, act: (error: StreamError) => void, what = () => 'answer'): Timer =>
  setTimeout(() => act(new StreamError(`no ${what()} within ${time / 1_000} s`)), time);

export const closed = (): StreamError => new StreamError('This stream is closed.', { remedy: 'Open another, after its cursor.' });
