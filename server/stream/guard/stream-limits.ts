import { number, type Rules } from '../check-options.ts';
import { PeerError } from '../problem.ts';
import { limits } from '../protocol.ts';

/** What peers may take of a server, all together or each. */
export interface StreamsLimits {
  /**
   * Streams that are open at a time: event streams, WebSockets and parked polls. Who comes later is refused with 503 `unavailable` and a `Retry-After`, before `authorize` is asked.
   * @default no limit
   * @example 10_000
   */
  readonly streams?: number;
  /**
   * Of these, streams of one `who` of `authorize`. Who opens one more is refused with 429 `too-many-streams`. A stream whose line was cut counts until that is noticed, which takes up to
   * `heartbeat` and `stall` together.
   * @default no limit
   * @example 20
   */
  readonly streamsPerUser?: number;
  /**
   * Bytes of the body of a publish, and of a message over a WebSocket; from 1,024.
   * @default 1_048_576, which is also the most
   * @example 16_384
   */
  readonly messageBytes?: number;
  /**
   * Tickets that wait to be used; `ticket` throws when there are as many.
   * @default 10_000
   * @example 1_000
   */
  readonly tickets?: number;
  /**
   * Bytes that this process keeps for slow peers at most: answers that they do not read, messages that they do not finish, requests that wait for their turn. Above, the slowest are cut. The log
   * is not part of it.
   * @default 201_326_592 (192 MiB)
   * @example 48 * 1_048_576
   */
  readonly bufferedBytes?: number;
}

export const limitRules: Rules<StreamsLimits> = {
  streams: { ...number(1, 10_000_000, { whole: true }), remedy: 'Leave it out for no limit.' },
  streamsPerUser: { ...number(1, 10_000_000, { whole: true }), remedy: 'Leave it out for no limit.' },
  messageBytes: { ...number(1_024, limits.messageBytes, { whole: true }), remedy: 'It is in bytes; leave it out for the most.' },
  tickets: { ...number(1, 10_000_000, { whole: true }), remedy: 'Leave it out for 10,000.' },
  bufferedBytes: { ...number(1_048_576, 2 ** 40, { whole: true }), remedy: 'It is in bytes; leave it out for 192 MiB.' },
};

const mebibyte = 1_048_576;

/** Two thirds are for answers: they are the largest, and most often unread because a line is slow. */
export function shareOut(bufferedBytes = 192 * mebibyte): { readonly unread: number; readonly unfinished: number; readonly waiting: number } {
  const sixth = bufferedBytes / 6;
  return { unread: 4 * sixth, unfinished: sixth, waiting: sixth };
}

/** Seconds to come back after: drawn for each, or all who were refused would come back in one instant. */
const retryAfter = () => ({ 'Retry-After': String(2 + Math.floor(Math.random() * 7)) });

export const noRoom = (most: number): PeerError =>
  new PeerError('unavailable', `Expected at most ${most} open streams; got one more. Ask again later, or another server.`, retryAfter());

export const tooManyStreams = (most: number): PeerError =>
  new PeerError('too-many-streams', `Expected at most ${most} open streams of one user; got one more. Close another first.`, retryAfter());
