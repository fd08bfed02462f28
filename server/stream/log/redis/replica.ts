import { Window } from '../window.ts';
import type { WindowOptions } from '../window-options.ts';
import { epochOf, formatId, isAfter, type StoredEntry, type StreamId } from './stored-entry.ts';

/** This node's copy of the stream: its window, and the newest entry that it has read. No I/O. */
export class Replica {
  readonly window: Window;
  #last: StoredEntry;

  /** @param entries oldest first, at least one */
  constructor(bounds: Omit<WindowOptions, 'epoch'>, entries: readonly StoredEntry[]) {
    const [first] = entries;
    if (!first) throw new RangeError('Expected the newest entries of a stream; got none.');
    this.window = new Window({ ...bounds, epoch: epochOf(first) }, behind(first));
    this.#last = first;
    this.#deliver(first);
    this.#takeAll(entries.slice(1));
  }

  /** The newest entry that was read. */
  get last(): StoredEntry {
    return this.#last;
  }

  /** Whether the window has reached this entry. */
  has(id: StreamId): boolean {
    return !isAfter(id, this.#last);
  }

  /**
   * @param entries that follow the last one; earlier ones may come again and are skipped
   * @returns false if one does not follow the last one: entries in between are lost, or this copy differs from the stream
   */
  take(entries: readonly StoredEntry[]): boolean {
    return entries.every((entry) => this.has(entry) || this.#takeNext(entry));
  }

  /** Replaces everything with these entries. Readers go on from their cursors, with a gap where these entries do not continue them. */
  replace(entries: readonly StoredEntry[]): void {
    const [first] = entries;
    if (!first) return;
    this.#restart(first);
    this.#takeAll(entries.slice(1));
  }

  /** If entries in between were deleted in Redis, the window keeps only what follows them. */
  #takeAll(entries: readonly StoredEntry[]): void {
    for (const entry of entries) if (!this.#takeNext(entry)) this.#restart(entry);
  }

  #restart(first: StoredEntry): void {
    this.window.replace(epochOf(first), behind(first));
    this.#last = first;
    this.#deliver(first);
  }

  #takeNext(entry: StoredEntry): boolean {
    const { ms, seq } = this.#last;
    const follows = entry.kind === 'begin' ? entry.last === formatId(this.#last) : entry.ms === ms && entry.seq === seq + 1;
    if (!follows) return false;
    this.#last = entry;
    if (entry.kind === 'begin') this.window.begin(epochOf(entry), entry.lost);
    else this.#deliver(entry);
    return true;
  }

  #deliver(entry: StoredEntry): void {
    if (entry.kind === 'notification') this.window.receive(entry);
  }
}

/** The number of the cursor right before an entry. The entry that begins an epoch has the number 0 and is no notification. */
const behind = ({ kind, seq }: StoredEntry): number => (kind === 'begin' ? 0 : seq - 1);
