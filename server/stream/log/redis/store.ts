import { limits } from '../../protocol.ts';
import type { Written } from '../draft.ts';
import { appendScript } from './append-script.ts';
import type { Connection } from './connection.ts';
import { RedisLogError, RedisRefusal } from './problem.ts';
import { formatId, listOf, parseEntry, parseId, type StoredEntry, type StreamId } from './stored-entry.ts';

/** The draft at the index `taken` has a key that belongs to another message, `id`. Nothing was stored. */
export interface Taken {
  readonly taken: number;
  readonly id: StreamId;
}

/** How much Redis keeps. */
export interface Keeping {
  /** The most notifications. Redis keeps some more: it trims in steps of a hundred, and other nodes may not have read the newest entries yet. */
  readonly maxCount: number;
  /** About the most bytes of their JSON. */
  readonly maxBytes: number;
}

/** Entries per answer; 16 MiB if each has 64 KiB. */
const chunk = 256;

/** The commands on one stream. */
export class Store {
  readonly #connection: Connection;
  readonly #key: string;
  readonly #keeping: Keeping;

  constructor(connection: Connection, key: string, keeping: Keeping) {
    this.#connection = connection;
    this.#key = key;
    this.#keeping = keeping;
  }

  /** The most entries that Redis may keep. Normally `append` trims earlier, to the oldest entry in the node's window. */
  get #most(): string {
    return String(2 * this.#keeping.maxCount + limits.arrayLength);
  }

  /**
   * Begins an epoch if this process of Redis has none yet.
   * @param known the latest epoch that this node has seen @param leave begins another one, unless another node already has
   */
  async begin(known = 0, leave = false): Promise<void> {
    await this.#run([String(known), leave ? '1' : '', this.#most, '']);
  }

  /** @param oldest entries before it may be deleted */
  async append(drafts: readonly Written[], known: number, oldest: StreamId | undefined): Promise<Taken | { readonly ids: readonly StreamId[] }> {
    const fields = drafts.flatMap(({ event, broadcast, rest, timed, key = '' }) => [event, broadcast ? '1' : '', rest, timed ? '1' : '', key]);
    const reply = await this.#run([String(known), '', this.#most, oldest ? formatId(oldest) : '', ...fields]);
    const [outcome, first, ...rest] = listOf(reply).map(String);
    if (outcome === 'taken') return { taken: Number(first), id: parseId(rest[0] ?? '') };
    return { ids: rest.map(parseId) };
  }

  /** The newest entry. */
  async last(): Promise<StoredEntry | undefined> {
    const [entry] = this.#entries(await this.#connection.send(['XREVRANGE', this.#key, '+', '-', 'COUNT', '1']));
    return entry;
  }

  /** The oldest entry. */
  async first(): Promise<StoredEntry | undefined> {
    const [entry] = this.#entries(await this.#connection.send(['XRANGE', this.#key, '-', '+', 'COUNT', '1']));
    return entry;
  }

  async at(id: StreamId): Promise<StoredEntry | undefined> {
    const [entry] = this.#entries(await this.#connection.send(['XRANGE', this.#key, formatId(id), formatId(id)]));
    return entry;
  }

  /** The newest entries, as many as are kept, oldest first. */
  async newest(): Promise<readonly StoredEntry[]> {
    const { maxCount, maxBytes } = this.#keeping;
    const found: StoredEntry[] = [];
    let [bytes, end] = [0, '+'];
    while (found.length < maxCount && bytes < maxBytes) {
      const some = this.#entries(await this.#connection.send(['XREVRANGE', this.#key, end, '-', 'COUNT', String(chunk)]));
      found.push(...some);
      bytes += some.reduce((sum, entry) => sum + (entry.kind === 'notification' ? entry.rest.length : 0), 0);
      const oldest = some.at(-1);
      if (!oldest || some.length < chunk) break;
      end = `(${formatId(oldest)}`;
    }
    return found.reverse();
  }

  /**
   * The entries after this one; waits if there are none yet.
   * @param block the most milliseconds to wait @returns an empty array if none came
   */
  async after(id: StreamId, block: number): Promise<readonly StoredEntry[]> {
    const reply = await this.#connection.send(['XREAD', 'BLOCK', String(block), 'COUNT', String(chunk), 'STREAMS', this.#key, formatId(id)], block);
    const [stream] = listOf(reply);
    return this.#entries(listOf(stream)[1]);
  }

  /** @throws RedisLogError for a stream of another program */
  #entries(reply: unknown): readonly StoredEntry[] {
    return listOf(reply).map((each) => {
      const entry = parseEntry(each);
      if (!entry)
        throw new RedisLogError(`Expected a stream of this library at the key ${this.#key}; got an entry of another program. Choose another key.`);
      return entry;
    });
  }

  async #run(args: readonly string[]): Promise<unknown> {
    const key = this.#key;
    const rest = ['3', key, `${key}:epoch`, `${key}:keys`, this.#connection.run, this.#connection.isForgetful ? '1' : '', ...args];
    try {
      return await this.#connection.send(['EVALSHA', appendScript.sha, ...rest]);
    } catch (error) {
      // Redis does not know the script (yet, or any more) and has done nothing: send its source.
      if (!(error instanceof RedisRefusal && error.message.includes('NOSCRIPT'))) throw error;
      return await this.#connection.send(['EVAL', appendScript.source, ...rest]);
    }
  }
}
