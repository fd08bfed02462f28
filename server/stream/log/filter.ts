import { createHash } from 'node:crypto';
import { ownCopy } from './event-name.ts';
import type { EventFilter } from './log-window.ts';

/** Bytes of a filter with its key and its entry in a cache, and of each name without its characters. */
const weight = { filter: 1_000, name: 64 };

/**
 * Selects the notifications that a reader wants. Filters with the same events are the same object, so comparing two means comparing references, and readers
 * with the same filter share the bytes that were built for it.
 */
export class Filter implements EventFilter {
  /** `undefined` lets every event pass, an empty set only broadcasts. */
  readonly events: ReadonlySet<string> | undefined;
  /** Whether broadcasts pass, whatever their event. */
  readonly #broadcasts: boolean;
  /** Bytes of memory, for a cache that counts what it keeps; 0 for the filter of all events, which exists anyway. */
  readonly size: number;

  private constructor(events: ReadonlySet<string> | undefined, broadcasts: boolean) {
    this.events = events;
    this.#broadcasts = broadcasts;
    this.size = events ? [...events].reduce((sum, { length }) => sum + weight.name + 2 * length, weight.filter) : 0;
  }

  static readonly all = new Filter(undefined, true);
  static readonly #allButBroadcasts = new Filter(undefined, false);

  static of(events: readonly string[] | undefined, broadcasts = true): Filter {
    if (!events) return broadcasts ? Filter.all : Filter.#allButBroadcasts;
    const names = [...new Set(events)].sort();
    const key = keyOf(names, broadcasts);
    const known = interned.get(key)?.deref();
    if (known) return known;
    // Copied, because slices of a URL would keep the whole URL in memory.
    const filter = new Filter(new Set(names.map(ownCopy)), broadcasts);
    interned.set(key, new WeakRef(filter));
    forgotten.register(filter, key);
    return filter;
  }

  passes(event: string, broadcast: boolean): boolean {
    return broadcast ? this.#broadcasts : !this.events || this.events.has(event);
  }

  /** The first subscription narrows "all" to that event. */
  with(event: string): Filter {
    return Filter.of([...(this.events ?? []), event]);
  }

  without(event: string): Filter {
    return Filter.of([...(this.events ?? [])].filter((other) => other !== event));
  }
}

/** Uses JSON, because joining with commas would confuse ["a,b"] with ["a","b"]. A key stays in memory until its filter is garbage-collected, so a long one is replaced by its hash. */
function keyOf(names: readonly string[], broadcasts: boolean): string {
  const text = JSON.stringify(names) + (broadcasts ? '' : '!');
  return text.length <= 100 ? text : createHash('sha256').update(text).digest('base64');
}

/** Weak references, so that a filter without readers is garbage-collected: clients may invent any number of filters. */
const interned = new Map<string, WeakRef<Filter>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (!interned.get(key)?.deref()) interned.delete(key);
});
