import type { Filter } from '../log/filter.ts';

/**
 * A cache for what was built from the log, until the next append: readers at the same place with the same filter share one buffer. It is limited in bytes,
 * because a thousand readers at a thousand places share nothing. The limit counts the filters too, because the cache keeps them in memory.
 */
export class Memo<Value extends { readonly size: number }> {
  readonly #values = new Map<Filter, Map<number, Value>>();
  readonly #maxBytes: number;
  #bytes = 0;
  #head = -1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @param head of the log; everything is forgotten if it has moved since the last call */
  at(seq: number, filter: Filter, head: number, build: () => Value): Value {
    if (head !== this.#head) this.#forget(head);
    const known = this.#values.get(filter)?.get(seq);
    if (known) return known;
    const value = build();
    const size = value.size + (this.#values.has(filter) ? 0 : filter.size);
    if (value.size + filter.size > this.#maxBytes) return value;
    if (this.#bytes + size > this.#maxBytes) this.#forget(head);
    this.#remember(seq, filter, value);
    return value;
  }

  #remember(seq: number, filter: Filter, value: Value): void {
    this.#bytes += value.size;
    const places = this.#values.get(filter);
    if (places) {
      places.set(seq, value);
      return;
    }
    this.#bytes += filter.size;
    this.#values.set(filter, new Map([[seq, value]]));
  }

  #forget(head: number): void {
    this.#head = head;
    this.#bytes = 0;
    this.#values.clear();
  }
}
