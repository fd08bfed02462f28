import type { AnyEvents, EventName, NotificationOf, Receipt, TransportName } from '../../server/stream/protocol.ts';
import { answered } from './answered.ts';
import { checkOptions } from './check-options.ts';
import { postPublish, uncertain } from './commands.ts';
import { checkedEvent } from './filter.ts';
import type { StreamOptions, StreamState } from './options.ts';
import type { Ledger } from './position.ts';
import { Recovery } from './recovery.ts';
import { closed } from './stream-error.ts';
import type { ClientTransport } from './transport.ts';
import { TypedTarget } from './typed-target.ts';

/** 128 random bits. `crypto.randomUUID` is missing in pages that came without TLS. */
const randomKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

/**
 * One stream, followed from a cursor, whatever carries it. Listeners get a `CustomEvent` whose `detail` is typed by the event's name. They may call any method. One that throws is
 * reported by the platform as for every `EventTarget` (in Node as an `uncaughtException`); the stream goes on.
 */
export class NotificationStream<Events = AnyEvents> extends TypedTarget<Events> {
  readonly #recovery: Recovery;

  constructor(url: string | URL, known: readonly ClientTransport[], options: StreamOptions<Events> = {}) {
    super();
    this.#recovery = new Recovery(checkOptions(url, known, options), this);
  }

  get state(): StreamState {
    return this.#recovery.state;
  }

  get transport(): TransportName {
    return this.#recovery.transport.name;
  }

  /** The last position known; `undefined` until the server said hello. */
  get cursor(): string | undefined {
    return this.#recovery.position.cursor;
  }

  /** The filter; `undefined` is all events, an empty list broadcasts only. */
  get events(): readonly string[] | undefined {
    return this.#recovery.filter.events;
  }

  get ledger(): Ledger {
    return this.#recovery.position.ledger;
  }

  /** Goes on at the cursor with another transport: nothing is lost, nothing comes twice. */
  switchTo(transport: TransportName | readonly TransportName[]): void {
    this.#open.connect(transport);
  }

  /** Connects anew at once, from the cursor. */
  reconnect(): void {
    this.#open.connect();
  }

  /** Drops the line and stays away until `reconnect` or `switchTo`. */
  cut(): void {
    this.#open.leave('cut');
  }

  /** For good. Calling it twice is harmless. */
  close(): void {
    this.#recovery.leave('closed');
  }

  /**
   * The first subscription narrows "all events" to that one. It counts from where the log stands when the server hears it.
   * @returns resolves once it counts; rejects, and leaves the filter as it is, when it is refused or not heard within `deadline`
   */
  async subscribe(event: EventName<Events>): Promise<void> {
    const { filter, settings } = this.#open;
    checkedEvent(event);
    if (filter.events?.includes(event)) return;
    const heard = filter.add(event, settings.deadline, (settle) => this.#recovery.refilter({ type: 'subscribe', event }, settle));
    await heard.catch((error) => {
      throw this.#recovery.placed(error);
    });
  }

  /** From now on no listener gets this event. Leaving the last one leaves the broadcasts. */
  async unsubscribe(event: EventName<Events>): Promise<void> {
    const wrong = this.#open.filter.leave(event);
    if (wrong) throw this.#recovery.placed(wrong);
    this.#recovery.refilter({ type: 'unsubscribe', event }, () => {});
  }

  /**
   * Hears the notifications of one event, broadcasts included, as long as they pass the filter.
   * @returns what stops that
   * @example const stop = stream.on('orders', ({ data }) => show(data));
   */
  on<Name extends EventName<Events>>(event: Name, listener: (notification: NotificationOf<Pick<Events, Name>>) => void): () => void {
    const hear = ({ detail }: CustomEvent<NotificationOf<Events>>) => {
      if (detail.event === event) listener(detail as NotificationOf<Pick<Events, Name>>);
    };
    this.addEventListener('notification', hear);
    return () => this.removeEventListener('notification', hear);
  }

  /**
   * Over the WebSocket while that is open, otherwise as a request of its own, also while the line is cut. Never repeated by itself; what a browser sends twice is stored once.
   * @param data what JSON can hold
   * @param key 16 to 64 letters, digits, `-` and `_`: with the same one it is safe to repeat for as long as it is retained. @default a random one
   * @returns the id, once stored; rejects when it is refused, or with "not known to be stored", within `deadline` at the latest
   */
  publish<Name extends EventName<Events>>(event: Name, data: Events[Name], key?: string): Promise<Receipt> {
    return this.#tell('publish', event, data, key);
  }

  /** Like `publish`, and reaches every reader whatever his filter. */
  broadcast<Name extends EventName<Events>>(event: Name, data: Events[Name], key?: string): Promise<Receipt> {
    return this.#tell('broadcast', event, data, key);
  }

  async #tell(type: 'publish' | 'broadcast', event: string, data: unknown, key = randomKey()): Promise<Receipt> {
    const { send, settings } = this.#open;
    const json = JSON.stringify({ type, event, data, key });
    try {
      return await (send ? answered(settings.deadline, (settle) => send(json, settle)) : postPublish(json, settings));
    } catch (thrown) {
      throw this.#recovery.placed(uncertain(thrown), send ? undefined : 'publish');
    }
  }

  /** @throws StreamError once it is closed */
  get #open(): Recovery {
    if (this.state === 'closed') throw this.#recovery.placed(closed());
    return this.#recovery;
  }
}
