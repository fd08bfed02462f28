import { type Address, Connection } from './connection.ts';
import type { Replica } from './replica.ts';
import { type Keeping, Store } from './store.ts';
import { isAfter, isSame, type StoredEntry } from './stored-entry.ts';

/** The address and key of the stream, and how much of it to keep. */
export interface Place extends Address {
  readonly key: string;
  readonly keeping: Keeping;
}

/**
 * Two connections to one process of Redis: one for commands, one that waits for new entries. The session ends when either of them ends. A new session first checks the stream.
 */
export class Session {
  /** The connection for commands. */
  readonly store: Store;
  /** Resolves with the reason when the session has ended. */
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

  /** All retained entries, oldest first. */
  async newest(): Promise<readonly StoredEntry[]> {
    await this.store.begin();
    return this.store.newest();
  }

  /**
   * Compares the replica's newest entry with the one that the stream has under that id, and reads everything again if they differ.
   * @returns whether they were the same
   */
  async verify(replica: Replica): Promise<boolean> {
    const { store } = this;
    const own = replica.last;
    await store.begin(own.ms);
    const there = await store.at(own);
    if (there && isSame(there, own)) return true;
    const first = await store.first();
    const isTrimmed = first !== undefined && isAfter(first, own);
    // The same process has lost or changed entries. A new epoch, because in the old one an id could be given twice.
    if (!isTrimmed) await store.begin(own.ms, true);
    const entries = await store.newest();
    // If the stream has another entry under this id, no cursor of that epoch can be continued: keep only what follows the newest beginning.
    replica.replace(there ? entries.slice(entries.findLastIndex(({ kind }) => kind === 'begin')) : entries);
    return false;
  }

  /** Reads the entries after those of the replica. @param block the most milliseconds to wait @returns whether they followed without a loss */
  async follow(replica: Replica, block: number): Promise<boolean> {
    const entries = await this.#tail.after(replica.last, block);
    // A blocking read does not return when the stream is deleted, so check.
    if (entries.length === 0) return this.verify(replica);
    const follows = replica.take(entries);
    if (!follows) replica.replace(await this.store.newest());
    return follows;
  }

  close(reason?: Error): void {
    for (const connection of this.#connections) connection.close(reason);
  }
}
