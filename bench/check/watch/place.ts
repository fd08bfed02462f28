import type { TransportName } from '../../../server/stream/protocol.ts';

/** A URL that is judged. */
export interface Place {
  readonly kind: TransportName;
  readonly url: URL;
}

/** The head of an answer. */
export interface Head {
  readonly status: number;
  /** Of HTTP, such as `1.1`; absent where it cannot be seen. */
  readonly version?: string;
  /** Names in lower case. */
  readonly fields: Readonly<Record<string, string>>;
}

/** How long something is waited for, in milliseconds, and how far a check goes. */
export interface Times {
  /** An answer, and whatever else has to come. @default 10,000 */
  readonly answer: number;
  /** A head, or the first mark, before something in between is suspected of holding it back. @default 3,000 */
  readonly clump: number;
  /** What may never come: a mark of a cut, a pong, a refusal. @default 3,000 */
  readonly grace: number;
  /** A held question, before the next mark is published, and a poll that brought none, before the next. @default 250 */
  readonly pause: number;
  /** How long a silent connection is listened to. @default 65,000 */
  readonly silence: number;
  /** Sends also what may end a server that does not expect it. @default false */
  readonly isHostile: boolean;
}

export const times: Times = { answer: 10_000, clump: 3_000, grace: 3_000, pause: 250, silence: 65_000, isHostile: false };

/** The server cannot be judged: what was expected, what came, and what to do. */
export class CheckError extends Error {}

/** Of a page that has nothing to do with the server: `.example` is nobody's (RFC 2606). */
export const foreignOrigin = 'https://somebody-else.example';

/** As it is typed. */
export const placeText = ({ kind, url }: Place): string => `${kind}:${url.href}`;

/** Publishes marks, one after the other, each when the one before was taken. */
export interface MarkSource {
  /** The number of the last. */
  readonly last: number;
  /** @param length bytes of the mark with its padding @returns its number @throws CheckError if it is not taken */
  publish(length?: number): Promise<number>;
}
