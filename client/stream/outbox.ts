import type { StreamEvents } from './options.ts';

/** An event for listeners: its type and its `detail`. */
export type Said = { [Type in keyof StreamEvents]: readonly [Type, StreamEvents[Type]] }[keyof StreamEvents];

/**
 * Dispatches events one after the other. A listener may act on the stream; the events that this causes are dispatched after the current one, so that every
 * listener sees the same order.
 */
export interface Outbox {
  /**
   * Queues events and dispatches them. A listener of the first may cancel the rest through `clear`. Never throws: the platform reports an error of a listener
   * (`error` of a window, `uncaughtException` in Node).
   */
  tell(...said: readonly (Said | undefined)[]): void;
  /** Forgets the queued events: they are about a connection that has been closed. */
  clear(): void;
}

export function createOutbox(target: EventTarget): Outbox {
  let untold: (Said | undefined)[] = [];
  let telling = false;
  return {
    tell(...said) {
      untold.push(...said);
      if (telling) return;
      telling = true;
      while (untold.length > 0) {
        const [type, detail] = untold.shift() ?? [];
        if (type) target.dispatchEvent(new CustomEvent(type, { detail }));
      }
      telling = false;
    },
    clear() {
      untold = [];
    },
  };
}
