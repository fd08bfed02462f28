import type { Json, NotificationStream } from '../stream/index.ts';

/** What a callback gets: the hub's message, with the id that it has in the log. */
export interface Message {
  readonly type: 'publish' | 'broadcast';
  readonly event: string;
  readonly data: Json;
  readonly id: string;
}

export type Callback = (message: Message) => void;

/** Callbacks by event and id. The first of an event subscribes at the server, the last one unsubscribes. */
export class Subscriptions {
  readonly #stream: NotificationStream;
  readonly #limit: number;
  readonly #events = new Map<string, Map<number, Callback>>();
  #size = 0;
  #ids = 0;

  /** @param limit callbacks at most; 0 is any number */
  constructor(stream: NotificationStream, limit: number) {
    this.#stream = stream;
    this.#limit = limit;
    stream.addEventListener('notification', ({ detail: { id, event, data, broadcast } }) => {
      // Who unsubscribes in a callback is called no more, and who subscribes in one not yet.
      for (const callback of [...(this.#events.get(event)?.values() ?? [])]) callback({ type: broadcast ? 'broadcast' : 'publish', event, data, id });
    });
  }

  async add(event: string, callback: Callback): Promise<number> {
    if (this.#limit > 0 && this.#size >= this.#limit) {
      throw new RangeError(`Expected at most ${this.#limit} subscriptions; got one more. Unsubscribe one first, or raise subLimit.`);
    }
    const callbacks = this.#events.get(event) ?? new Map<number, Callback>();
    this.#events.set(event, callbacks);
    this.#ids += 1;
    const id = this.#ids;
    callbacks.set(id, callback);
    this.#size += 1;
    try {
      await this.#heard(event);
    } catch (error) {
      this.#forget(event, id);
      throw error;
    }
    return id;
  }

  async remove(event: string, id?: number): Promise<Callback | readonly Callback[]> {
    const callbacks = this.#events.get(event);
    if (!callbacks) throw new RangeError(`Expected an event that was subscribed to; got ${JSON.stringify(event)}. Subscribe to it first.`);
    const gone = id === undefined ? [...callbacks.keys()] : [id];
    const removed = gone.flatMap((one) => this.#forget(event, one) ?? []);
    if (removed.length === 0) throw new RangeError(`Expected an id that \`sub\` has returned for ${JSON.stringify(event)}; got ${id}.`);
    if (!this.#events.has(event)) await this.#stream.unsubscribe(event);
    return id === undefined ? removed : (removed[0] as Callback);
  }

  #forget(event: string, id: number): Callback | undefined {
    const callbacks = this.#events.get(event);
    const callback = callbacks?.get(id);
    if (!callbacks || !callback) return undefined;
    callbacks.delete(id);
    this.#size -= 1;
    if (callbacks.size === 0) this.#events.delete(event);
    return callback;
  }

  /** A server that is not there yet is waited for, as EventTube does; what it refuses is refused. */
  async #heard(event: string): Promise<void> {
    for (;;) {
      try {
        return await this.#stream.subscribe(event);
      } catch (error) {
        const { code, final } = error as { readonly code?: string; readonly final?: boolean };
        const away = error instanceof Error && error.name === 'StreamError' && code === undefined && !final;
        if (!away || this.#stream.state === 'closed' || !this.#events.has(event)) throw error;
      }
    }
  }
}
