import type { AnyEvents, EventName, NotificationOf, Receipt, TransportName } from '../../server/stream/protocol.ts';
import { answered } from './answered.ts';
import { checkOptions } from './check-options.ts';
import { postPublish, uncertain } from './commands.ts';
import { checkedEvent } from './filter.ts';
import type { StreamOptions, StreamState } from './options.ts';
import type { Ledger } from './position.ts';
import { isCursor } from './read.ts';
import { Recovery } from './recovery.ts';
import { closed } from './stream-error.ts';
import type { ClientTransport } from './transport.ts';
import { TypedTarget } from './typed-target.ts';

/** 128 random bits. Not `crypto.randomUUID`: pages loaded without TLS lack it. */
const randomKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

/**
 * One stream, read from a cursor over any transport. Listeners get a `CustomEvent` whose `detail` has the type of that event. They may call any method. If a listener throws, the
 * platform reports it as for every `EventTarget` (in Node as an `uncaughtException`), and the stream goes on.
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

  /** Where the stream goes on: the place in the log that has been reached. Before the server's hello it is the cursor of the option `after`, or `undefined`. */
  get cursor(): string | undefined {
    const { after } = this.#recovery;
    return isCursor(after) ? after : undefined;
  }

  /** The filter: `undefined` means all events, an empty list means broadcasts only. */
  get events(): readonly string[] | undefined {
    return this.#recovery.filter.events;
  }

  get ledger(): Ledger {
    return this.#recovery.position.ledger;
  }

  /** Goes on from the cursor with another transport: nothing is lost, nothing is doubled. */
  switchTo(transport: TransportName | readonly TransportName[]): void {
    this.#open.connect(transport);
  }

  /** Reconnects at once and goes on from the cursor. */
  reconnect(): void {
    this.#open.connect();
  }

  /** Disconnects until you call `reconnect` or `switchTo`. */
  cut(): void {
    this.#open.leave('cut');
  }

  /** Closes the stream for good. You may call it twice. */
  close(): void {
    this.#recovery.leave('closed');
  }

  /**
   * Adds an event to the filter. The first subscription narrows "all events" to that one. You get what is published after the server confirms it.
   * @returns resolves when the server has confirmed; rejects, with the filter unchanged, if it refuses or does not answer within `deadline`
   */
  async subscribe(event: EventName<Events>): Promise<void> {
    const { filter, settings } = this.#open;
    checkedEvent(event);
    if (filter.events?.includes(event)) return;
    const heard = filter.add(event, settings.deadline, (settle) => this.#recovery.refilter({ type: 'subscribe', event }, settle));
    await heard.catch((error) => {
      throw this.#recovery.unheard(error);
    });
  }

  /** Removes an event from the filter: at once, no listener gets it any more. Without any event left, you still get broadcasts. */
  async unsubscribe(event: EventName<Events>): Promise<void> {
    const wrong = this.#open.filter.leave(event);
    if (wrong) throw this.#recovery.placed(wrong);
    this.#recovery.refilter({ type: 'unsubscribe', event }, () => {});
  }

  /**
   * Listens for one event, broadcasts included. The filter must let it pass.
   * @returns a function that removes the listener
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
   * Publishes over the WebSocket if one is open, otherwise with an HTTP request, which works while the stream is cut too. The library never repeats a publish. If a browser
   * repeats the request, the server stores it once.
   * @param data any value that JSON can hold
   * @param key 16 to 64 letters, digits, `-` and `_`. A publish with the same key is stored once, as long as the log retains the first. @default a random one
   * @returns the id once it is stored; rejects if it is refused, or with "not known to be stored" if no answer comes within `deadline`
   */
  publish<Name extends EventName<Events>>(event: Name, data: Events[Name], key?: string): Promise<Receipt> {
    return this.#tell('publish', event, data, key);
  }

  /** Like `publish`, but reaches every reader, whatever the filter. */
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
