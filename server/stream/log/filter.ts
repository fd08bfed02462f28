import { createHash } from 'node:crypto';
import { ownCopy } from './event-name.ts';
import type { EventFilter } from './log-window.ts';

/** Bytes that a filter keeps with its key and its place in a memo, and each of its names beside its characters. */
const weight = { filter: 1_000, name: 64 };

/**
 * Which notifications a reader wants. Filters with the same events are the same object, so that readers who share one also share
 * what was built for it, and comparing two is comparing pointers.
 */
export class Filter implements EventFilter {
  /** `undefined` passes every event, an empty set none but broadcasts. */
  readonly events: ReadonlySet<string> | undefined;
  /** Whether broadcasts pass, whatever their event. */
  readonly #broadcasts: boolean;
  /** Bytes that it keeps alive, so that whoever keeps it can count them; that of all is there anyway. */
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
    // Pieces of a URL would keep all of it.
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

/** JSON keeps names apart that joining would not: ["a,b"] is not ["a","b"]. A key outlives its filter until the collector comes round to it, so a long one is kept as its digest. */
function keyOf(names: readonly string[], broadcasts: boolean): string {
  const text = JSON.stringify(names) + (broadcasts ? '' : '!');
  return text.length <= 100 ? text : createHash('sha256').update(text).digest('base64');
}

/** Held weakly: clients may invent any number of filters, and those that nobody reads with must go. */
const interned = new Map<string, WeakRef<Filter>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (!interned.get(key)?.deref()) interned.delete(key);
});
