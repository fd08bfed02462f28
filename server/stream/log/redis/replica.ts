import { Window } from '../window.ts';
import type { WindowOptions } from '../window-options.ts';
import { epochOf, formatId, isAfter, type StoredEntry, type StreamId } from './stored-entry.ts';

/** What this node has of the stream: its window, and the entry that it is at. No I/O. */
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

  /** The newest entry that was taken. */
  get last(): StoredEntry {
    return this.#last;
  }

  /** Whether the window is as far as this. */
  has(id: StreamId): boolean {
    return !isAfter(id, this.#last);
  }

  /**
   * @param entries as they come behind the last one, or some before it once more
   * @returns false at the first that does not follow on the last one: then what is missing is gone, or what is here is not what the stream has
   */
  take(entries: readonly StoredEntry[]): boolean {
    return entries.every((entry) => this.has(entry) || this.#takeNext(entry));
  }

  /** All that is here is gone. Readers go on from their cursors as far as these have them. */
  replace(entries: readonly StoredEntry[]): void {
    const [first] = entries;
    if (!first) return;
    this.#restart(first);
    this.#takeAll(entries.slice(1));
  }

  /** Where somebody has deleted entries in between, only what lies behind them can be promised. */
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

/** The number of the cursor right before an entry. An epoch begins with 0, which is no notification. */
const behind = ({ kind, seq }: StoredEntry): number => (kind === 'begin' ? 0 : seq - 1);
