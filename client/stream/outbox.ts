import type { StreamEvents } from './options.ts';

/** An event to be told: its type and its `detail`. */
export type Said = { [Type in keyof StreamEvents]: readonly [Type, StreamEvents[Type]] }[keyof StreamEvents];

/**
 * Tells listeners one event after the other. A listener may act on the stream: what that brings is told after the event that is being told, so that
 * every listener hears the same order.
 */
export class Outbox {
  readonly #target: EventTarget;
  #untold: Said[] = [];
  #telling = false;

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /**
   * What happened, all of it at once: a listener of the first may take back the others. A listener that throws is the platform's to report (`error` of
   * a window, `uncaughtException` in Node): no exception comes back from here.
   */
  tell(...said: readonly Said[]): void {
    this.#untold.push(...said);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
      const [type, detail] = next;
      this.#target.dispatchEvent(new CustomEvent(type, { detail }));
    }
    this.#telling = false;
  }

  /** What has not been told yet was about a line that is left. */
  clear(): void {
    this.#untold = [];
  }
}
