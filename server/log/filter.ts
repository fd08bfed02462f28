import type { Entry } from './entry.ts';

/**
 * Which notifications a reader wants. Filters with the same events are the same object, so that readers who share one also share
 * what was built for it, and comparing two is comparing pointers.
 */
export class Filter {
  /** `undefined` passes every event, an empty set none but broadcasts. */
  readonly events: ReadonlySet<string> | undefined;

  private constructor(events: ReadonlySet<string> | undefined) {
    this.events = events;
  }

  static readonly all = new Filter(undefined);

  static of(events: readonly string[] | undefined): Filter {
    if (!events) return Filter.all;
    const set = new Set([...events].sort());
    // JSON keeps keys apart that joining would not: ["a,b"] is not ["a","b"].
    const key = JSON.stringify([...set]);
    const known = interned.get(key)?.deref();
    if (known) return known;
    const filter = new Filter(set);
    interned.set(key, new WeakRef(filter));
    forgotten.register(filter, key);
    return filter;
  }

  passes(entry: Entry): boolean {
    return !this.events || entry.broadcast || this.events.has(entry.event);
  }

  /** The first subscription narrows "all" to that event. */
  with(event: string): Filter {
    return Filter.of([...(this.events ?? []), event]);
  }

  without(event: string): Filter {
    return Filter.of([...(this.events ?? [])].filter((other) => other !== event));
  }
}

/** Held weakly: clients may invent any number of filters, and those that nobody reads with must go. */
const interned = new Map<string, WeakRef<Filter>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (!interned.get(key)?.deref()) interned.delete(key);
});
