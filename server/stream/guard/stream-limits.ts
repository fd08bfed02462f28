import { number, type Rules } from '../check-options.ts';
import { PeerError } from '../problem.ts';
import { limits } from '../protocol.ts';

/** Limits for what one client, or all clients together, can use. */
export interface StreamsLimits {
  /**
   * Open streams: event streams, WebSockets and waiting long polls. One more gets 503 `unavailable` with a `Retry-After`, before `authorize` is called.
   * @default no limit
   * @example 10_000
   */
  readonly streams?: number;
  /**
   * Open streams of one user, by the `who` that `authorize` returns. One more gets 429 `too-many-streams`. A stream whose connection broke counts until the server notices, which takes up to
   * `heartbeat` plus `stall`.
   * @default no limit
   * @example 20
   */
  readonly streamsPerUser?: number;
  /**
   * Bytes of the body of a publish, and of a message over a WebSocket; at least 1,024.
   * @default 1_048_576, which is also the maximum
   * @example 16_384
   */
  readonly messageBytes?: number;
  /**
   * Unused tickets. One more makes `ticket` throw.
   * @default 10_000
   * @example 1_000
   */
  readonly tickets?: number;
  /**
   * Bytes that slow clients can make this process keep: answers that they do not read, messages that they do not finish, requests that wait for their turn. Above, the slowest connections are cut.
   * The log has its own limits.
   * @default 201_326_592 (192 MiB)
   * @example 48 * 1_048_576
   */
  readonly bufferedBytes?: number;
  /**
   * Milliseconds that the event loop may be late, averaged over a quarter of a second. Above, new event streams, WebSockets and polling connections get 503 `unavailable` with a `Retry-After`,
   * so that open ones are served on time.
   * @default no limit
   * @example 200
   */
  readonly loopDelay?: number;
}

export const limitRules: Rules<StreamsLimits> = {
  streams: { ...number(1, 10_000_000, { whole: true }), remedy: 'Leave it out for no limit.' },
  streamsPerUser: { ...number(1, 10_000_000, { whole: true }), remedy: 'Leave it out for no limit.' },
  messageBytes: { ...number(1_024, limits.messageBytes, { whole: true }), remedy: 'It is in bytes; leave it out for the most.' },
  tickets: { ...number(1, 10_000_000, { whole: true }), remedy: 'Leave it out for 10,000.' },
  loopDelay: { ...number(1, 60_000), remedy: 'It is in milliseconds; leave it out for no limit.' },
  bufferedBytes: { ...number(1_048_576, 2 ** 40, { whole: true }), remedy: 'It is in bytes; leave it out for 192 MiB.' },
};

const mebibyte = 1_048_576;

/** Divides the limit. Unread answers get two thirds, because they are the largest. */
export function shareOut(bufferedBytes = 192 * mebibyte): { readonly unread: number; readonly unfinished: number; readonly waiting: number } {
  const sixth = bufferedBytes / 6;
  return { unread: 4 * sixth, unfinished: sixth, waiting: sixth };
}

/** Seconds. Random, so that refused clients do not all return in the same instant. */
const retryAfter = () => ({ 'Retry-After': String(2 + Math.floor(Math.random() * 7)) });

export const noRoom = (most: number): PeerError =>
  new PeerError('unavailable', `Expected at most ${most} open streams; got one more. Ask again later, or another server.`, retryAfter());

/** Closes the connection as well: on the same connection the next poll would not count as new. */
export const tooLate = (most: number): PeerError =>
  new PeerError('unavailable', `Expected an event loop that is at most ${most} ms late; it is later. Ask again later, or another server.`, {
    ...retryAfter(),
    Connection: 'close',
  });

export const tooManyStreams = (most: number): PeerError =>
  new PeerError('too-many-streams', `Expected at most ${most} open streams of one user; got one more. Close another first.`, retryAfter());
