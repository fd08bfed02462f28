import { signal } from '@preact/signals';
import type { Failure, TransportName } from '../../stream/index.ts';
import { type Entry, type EntryContent, listed } from '../entries.ts';

/** The newest lines of one stream: filled by each message, shown by a frame. */
export class EntryList {
  /** Newest first. */
  readonly shown = signal<readonly Entry[]>([]);
  /** Whether the list is frozen. The stream goes on, and so does the ledger. */
  readonly frozen = signal(false);
  /** Oldest first. */
  #collected: Entry[] = [];
  #keys = 0;

  add(transport: TransportName, content: EntryContent): void {
    this.#keys += 1;
    this.#collected.push({ key: this.#keys, transport, ...content });
    if (this.#collected.length > 4 * listed) this.#collected = this.#collected.slice(-listed);
  }

  /** A repeated failure only counts up: a server that is away would fill the list with one sentence. */
  addFailure(transport: TransportName, failure: Failure): void {
    const last = this.#collected.at(-1);
    const again = last?.kind === 'failure' && last.transport === transport && last.failure.message === failure.message;
    if (again) this.#collected.pop();
    this.add(transport, { kind: 'failure', failure, times: again ? last.times + 1 : 1 });
  }

  /** Shows what was collected, unless the list is frozen. */
  show(): void {
    if (!this.frozen.peek()) this.shown.value = this.#collected.slice(-listed).reverse();
  }
}
