import { recordOf } from '../result/keys.ts';
import { frameHeader } from './framing.ts';

/**
 * Every count that a prediction needs. Fields that end in `Bytes` are sums of lengths, because cursors and payloads get longer by a digit now and
 * then.
 */
export const censusFields = [
  'openings',
  'resumptions',
  'openingCursorBytes',
  'questions',
  'questionCursorBytes',
  'emptyAnswers',
  'barrenAnswers',
  'fullAnswers',
  'moreAnswers',
  'answerCursorBytes',
  'answerLengthDigits',
  'notifications',
  'payloadBytes',
  'idBytes',
  'frameHeaderBytes',
  'hellos',
  'helloCursorBytes',
  'unarmedHellos',
  'unarmedCursorBytes',
  'heartbeats',
  'heartbeatCursorBytes',
  'pings',
  'pongs',
  'gaps',
  'gapCursorBytes',
  'gapBytes',
  'chunks',
  'chunkSizeDigits',
] as const;

/** Exchanges, as counted by a client that reads messages. Nothing here is a measured size of their framing. */
export type Census = Readonly<Record<(typeof censusFields)[number], number>>;

/** A poll's 200, as its reader sees it. */
export interface SeenAnswer {
  readonly cursor: string;
  /** Bytes of each notification's JSON. */
  readonly notifications: readonly number[];
  /** What its Content-Length says. */
  readonly length: number;
  readonly more?: boolean;
}

/** Counts exchanges as they happen. Every method counts one exchange, or one message of a stream. */
export class CensusCounter {
  readonly #counts: Record<(typeof censusFields)[number], number> = emptyCounts();

  /** A connection's first request. @param after the cursor in it, if any */
  opening(after = ''): void {
    this.#counts.openings += 1;
    this.#counts.resumptions += after === '' ? 0 : 1;
    this.#counts.openingCursorBytes += after.length;
  }

  question(after: string): void {
    this.#counts.questions += 1;
    this.#counts.questionCursorBytes += after.length;
  }

  /** A 204. */
  empty(): void {
    this.#counts.emptyAnswers += 1;
  }

  answer({ cursor, notifications, length, more }: SeenAnswer): void {
    this.#counts[notifications.length === 0 ? 'barrenAnswers' : 'fullAnswers'] += 1;
    this.#counts.moreAnswers += more ? 1 : 0;
    this.#counts.answerCursorBytes += cursor.length;
    this.#counts.answerLengthDigits += String(length).length;
    for (const bytes of notifications) this.#payload(bytes);
  }

  /** A notification that was pushed. @param bytes of its JSON */
  notification(id: string, bytes: number): void {
    this.#payload(bytes);
    this.#counts.idBytes += id.length;
    this.#counts.frameHeaderBytes += frameHeader(bytes);
  }

  /**
   * The hello of a stream, or on the polling transports the answer to an opening without a cursor. @param armed whether it has an `id:`: on SSE it
   * has none where a gap follows
   */
  hello(cursor: string, armed = true): void {
    this.#counts.hellos += 1;
    this.#counts.helloCursorBytes += cursor.length;
    if (armed) return;
    this.#counts.unarmedHellos += 1;
    this.#counts.unarmedCursorBytes += cursor.length;
  }

  heartbeat(cursor: string): void {
    this.#counts.heartbeats += 1;
    this.#counts.heartbeatCursorBytes += cursor.length;
  }

  ping(): void {
    this.#counts.pings += 1;
  }

  pong(): void {
    this.#counts.pongs += 1;
  }

  /** @param to the cursor at which reading continues @param bytes of the gap's JSON, without a `type` */
  gap(to: string, bytes: number): void {
    this.#counts.gaps += 1;
    this.#counts.gapCursorBytes += to.length;
    this.#counts.gapBytes += bytes;
  }

  /** A chunk of an event stream, including that of a hello; events of one write share it. @param length its declared size */
  chunk(length: number): void {
    this.#counts.chunks += 1;
    this.#counts.chunkSizeDigits += length.toString(16).length;
  }

  /** The counts so far; counting goes on. */
  get census(): Census {
    return { ...this.#counts };
  }

  #payload(bytes: number): void {
    this.#counts.notifications += 1;
    this.#counts.payloadBytes += bytes;
  }
}

const emptyCounts = () => recordOf(censusFields, () => 0);

/** Field by field: a later census minus an earlier one gives what happened in between; a sum adds two clients. */
export const combine = (one: Census, other: Census, sign: 1 | -1 = 1): Census => recordOf(censusFields, (field) => one[field] + sign * other[field]);
