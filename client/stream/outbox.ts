import type { StreamEvents } from './options.ts';

/** An event to be told: its type and its `detail`. */
export type Said = { [Type in keyof StreamEvents]: readonly [Type, StreamEvents[Type]] }[keyof StreamEvents];

/**
 * Tells listeners one event after the other. A listener may act on the stream: what that brings is told after the event that is being told, so that
 * every listener hears the same order.
 */
export interface Outbox {
  /**
   * What happened, all of it at once: a listener of the first may take back the others. A listener that throws is the platform's to report (`error` of
   * a window, `uncaughtException` in Node): no exception comes back from here.
   */
  tell(...said: readonly (Said | undefined)[]): void;
  /** What has not been told yet was about a line that is left. */
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
