import type { Filter } from '../log/filter.ts';

/**
 * What was built from the log, remembered while the head stays where it is: readers at the same place with the same filter share one
 * buffer. Bounded in bytes, because a thousand readers at a thousand places share nothing.
 */
export class Memo<Value extends { readonly size: number }> {
  readonly #values = new Map<Filter, Map<number, Value>>();
  readonly #maxBytes: number;
  #bytes = 0;
  #head = -1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @param head forgets everything when it has moved since the last call */
  at(seq: number, filter: Filter, head: number, build: () => Value): Value {
    if (head !== this.#head) this.#forget(head);
    const known = this.#values.get(filter)?.get(seq);
    if (known) return known;
    const value = build();
    if (this.#bytes + value.size > this.#maxBytes) this.#forget(head);
    if (value.size <= this.#maxBytes) this.#remember(seq, filter, value);
    return value;
  }

  #remember(seq: number, filter: Filter, value: Value): void {
    this.#bytes += value.size;
    const places = this.#values.get(filter);
    if (places) places.set(seq, value);
    else this.#values.set(filter, new Map([[seq, value]]));
  }

  #forget(head: number): void {
    this.#head = head;
    this.#bytes = 0;
    this.#values.clear();
  }
}
