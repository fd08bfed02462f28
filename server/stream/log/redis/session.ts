import { type Address, Connection } from './connection.ts';
import type { Replica } from './replica.ts';
import { type Keeping, Store } from './store.ts';
import { isAfter, isSame, type StoredEntry } from './stored-entry.ts';

/** Where the stream is, and what of it is kept. */
export interface Place extends Address {
  readonly key: string;
  readonly keeping: Keeping;
}

/**
 * Two connections to one process of Redis, until either of them ends: one to write and ask, one that waits for what comes. A new session looks first what became of the stream.
 */
export class Session {
  /** Writes, and asks. */
  readonly store: Store;
  /** Resolves with the reason when it is over. */
  readonly ended: Promise<Error>;
  readonly #connections: readonly Connection[];
  readonly #tail: Store;

  private constructor(writing: Connection, waiting: Connection, { key, keeping }: Place) {
    this.#connections = [writing, waiting];
    this.store = new Store(writing, key, keeping);
    this.#tail = new Store(waiting, key, keeping);
    this.ended = Promise.race([writing.ended, waiting.ended]);
    void this.ended.then((reason) => this.close(reason));
  }

  /** @throws RedisLogError */
  static async open(place: Place): Promise<Session> {
    const [writing, waiting] = await Promise.allSettled([Connection.open(place), Connection.open(place)]);
    if (writing.status === 'fulfilled' && waiting.status === 'fulfilled') return new Session(writing.value, waiting.value, place);
    for (const one of [writing, waiting]) if (one.status === 'fulfilled') one.value.close();
    throw writing.status === 'rejected' ? writing.reason : waiting.status === 'rejected' && waiting.reason;
  }

  /** All that is kept, oldest first. */
  async newest(): Promise<readonly StoredEntry[]> {
    await this.store.begin();
    return this.store.newest();
  }

  /**
   * Compares the entry that the replica is at with the one that the stream has there, and reads all anew if they differ.
   * @returns whether the replica was right
   */
  async verify(replica: Replica): Promise<boolean> {
    const { store } = this;
    const own = replica.last;
    await store.begin(own.ms);
    const there = await store.at(own);
    if (there && isSame(there, own)) return true;
    const first = await store.first();
    const isTrimmed = first !== undefined && isAfter(first, own);
    // Lost or changed by the same process: under this epoch an id could be given once more.
    if (!isTrimmed) await store.begin(own.ms, true);
    const entries = await store.newest();
    // What the stream has under the ids of an epoch is not what was read here: none of them can be continued.
    replica.replace(there ? entries.slice(entries.findLastIndex(({ kind }) => kind === 'begin')) : entries);
    return false;
  }

  /** Reads on from where the replica is. @param block milliseconds to wait for something at most @returns whether the stream went on from there */
  async follow(replica: Replica, block: number): Promise<boolean> {
    const entries = await this.#tail.after(replica.last, block);
    // Whoever only waits would not hear that all is gone.
    if (entries.length === 0) return this.verify(replica);
    const follows = replica.take(entries);
    if (!follows) replica.replace(await this.store.newest());
    return follows;
  }

  close(reason?: Error): void {
    for (const connection of this.#connections) connection.close(reason);
  }
}
