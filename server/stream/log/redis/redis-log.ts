import { PeerError } from '../../problem.ts';
import { type Cursor, type Draft, parseCursor } from '../../protocol.ts';
import { inArray, type Written, writeDrafts } from '../draft.ts';
import { keyTaken, requireDifferent } from '../key.ts';
import type { LogWindow } from '../log-window.ts';
import { windowDefaults } from '../memory-log.ts';
import type { NotificationLog, Stop } from '../notification-log.ts';
import { clock, tenths } from '../wall-clock.ts';
import { Follower } from './follower.ts';
import { checkRedisLogOptions, checkRedisUrl, type RedisLogOptions } from './options.ts';
import { RedisRefusal } from './problem.ts';
import { Replica } from './replica.ts';
import { type Place, Session } from './session.ts';
import type { Taken } from './store.ts';
import { cursorOf, isAfter, type StreamId } from './stored-entry.ts';

/** A log on Redis, and whether Redis is there. */
export interface RedisLog extends NotificationLog {
  /** `false` while Redis is away. Then nothing can be stored, and readers get what is in memory. Use it for your own `/readyz`. */
  readonly ready: boolean;
}

/**
 * A log for many processes on a Redis Stream (Redis 7 or newer, or Valkey). It needs the package `redis`. Processes with the same key share notifications and cursors, so a reader may move
 * from one to another.
 * @param url such as `redis://host:6379` or `rediss://user:password@host:6379/0`
 * @returns the log, once its window holds what Redis has
 * @throws TypeError or RangeError for a wrong argument; RedisLogError if Redis does not answer, is too old, or refuses a command
 * @example const log = await redisLog('redis://localhost:6379', { key: 'orders' });
 */
export async function redisLog(url: string, options: RedisLogOptions = {}): Promise<RedisLog> {
  const where = checkRedisUrl(url);
  checkRedisLogOptions(options);
  const { key = 'transport-lab', deadline = 5_000, report = console.error, maxCount = windowDefaults.maxCount } = options;
  const keeping = { maxCount, maxBytes: options.maxBytes ?? windowDefaults.maxBytes };
  const place = { url, where, deadline, key, keeping };
  const session = await Session.open(place);
  try {
    return new LogOnRedis(place, session, new Replica(keeping, await session.newest()), report);
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Seconds after which a client may repeat a publish while Redis is away. */
const retryAfter = { 'Retry-After': '1' };

class LogOnRedis implements RedisLog {
  readonly #replica: Replica;
  readonly #follower: Follower;
  readonly #report: (line: string) => void;
  readonly #pending = new Set<Promise<unknown>>();
  #open = true;
  /** Why the last publish was refused, or empty. The same reason is reported only once in a row. */
  #refused = '';

  constructor(place: Place, session: Session, replica: Replica, report: (line: string) => void) {
    this.#replica = replica;
    this.#report = report;
    this.#follower = new Follower(place, session, replica, report);
  }

  get window(): LogWindow {
    return this.#replica.window;
  }

  get ready(): boolean {
    return this.#open && this.#follower.session !== undefined;
  }

  async append(drafts: readonly Draft[]): Promise<readonly string[]> {
    const written = writeDrafts(drafts, tenths(clock.now()));
    requireDifferent(written.map(({ key }) => key));
    if (!this.#open) throw new PeerError('unavailable', 'Expected an open log; this one is closed. Nothing was stored; try another node.');
    const { session } = this.#follower;
    if (!session) throw away('Nothing was stored.');
    const appending = session.store.append(written, this.#replica.last.ms, this.#oldest).catch((error: unknown) => this.#refuse(error));
    const stored = await this.#whilePending(appending);
    this.#refused = '';
    if ('taken' in stored) throw taken(stored, written);
    const newest = stored.ids.reduce((one, other) => (isAfter(other, one) ? other : one));
    // Wait until the own window has it, so that a client that published here can read it here. It is stored even if the connection breaks meanwhile.
    await this.#follower.until(newest);
    return stored.ids.map(cursorOf);
  }

  onAppend(wake: () => void): Stop {
    return this.#follower.onGrowth(wake);
  }

  reach({ epoch, seq }: Cursor): Promise<void> | undefined {
    const asked = { ms: Number.parseInt(epoch, 36), seq };
    return this.#replica.has(asked) ? undefined : this.#catchUp(asked);
  }

  async close(): Promise<void> {
    this.#open = false;
    await Promise.allSettled(this.#pending);
    await this.#follower.close();
  }

  /** The oldest entry of this window; Redis may delete older ones. */
  get #oldest(): StreamId | undefined {
    const { window } = this.#replica;
    const cursor = window.oldest > window.head ? undefined : parseCursor(window.cursor(window.oldest));
    return cursor && { ms: Number.parseInt(cursor.epoch, 36), seq: cursor.seq };
  }

  /** Registers a promise, so that `close` waits for it. */
  async #whilePending<Value>(appending: Promise<Value>): Promise<Value> {
    this.#pending.add(appending);
    try {
      return await appending;
    } finally {
      this.#pending.delete(appending);
    }
  }

  #refuse(error: unknown): never {
    if (!(error instanceof RedisRefusal)) throw away('It is not known whether it was stored.');
    if (error.message !== this.#refused) this.#report(`A publish was refused. ${error.message}`);
    this.#refused = error.message;
    throw away('Nothing was stored.');
  }

  /** Waits until the window has reached the cursor, or the newest entry in Redis if the cursor is ahead of that. */
  async #catchUp(asked: StreamId): Promise<void> {
    const last = await this.#follower.session?.store.last().catch(() => undefined);
    if (last && (await this.#follower.until(isAfter(asked, last) ? last : asked))) return;
    throw away('Whether this cursor can be continued is not known.');
  }
}

/** @returns the same error that a memory log throws */
function taken({ taken, id }: Taken, written: readonly Written[]): PeerError {
  const error = keyTaken(written[taken]?.key ?? '', cursorOf(id));
  return written.length === 1 ? error : inArray(error, taken);
}

const away = (what: string): PeerError =>
  new PeerError('unavailable', `Expected the engine of this log; it does not answer at present. ${what} Try again later.`, retryAfter);
