import type { Gap, Hello, Json, Notification, Receipt, TransportName, Upstream } from '../../server/protocol.ts';
import { accept, ask } from './ask.ts';
import { Bookkeeper, type Ledger } from './ledger.ts';
import { type ClientTransport, type Connection, type Failure, type Question, type Sink, streamUrl } from './transport.ts';
import { transports } from './transports/index.ts';

export interface StreamOptions {
  /** One transport, or several to fall back through in this order. Default: `websocket`, `sse`, `long-polling`, `polling`. */
  readonly transport?: TransportName | readonly TransportName[];
  /** Only these events; default all. */
  readonly events?: readonly string[];
  /** A cursor, `earliest` or `now`; default: from now on. */
  readonly after?: string;
  /** Milliseconds between two questions of polling. Default 2,000. */
  readonly interval?: number;
  /** Seconds that the server may park a long poll, 1 to 60. Default 25. */
  readonly hold?: number;
  /** Milliseconds until a line that says nothing counts as dead. Default 5,000. */
  readonly patience?: number;
  /** Milliseconds: the wait before a reconnection is drawn from 0 to the smaller of `longest` and `first` doubled per attempt. Default 500 and 30,000. */
  readonly retry?: { readonly first?: number; readonly longest?: number };
  /** For where the platform has none, or for tests. */
  readonly fetch?: typeof fetch;
  readonly EventSource?: typeof EventSource;
  readonly WebSocket?: typeof WebSocket;
  readonly random?: () => number;
}

export type StreamState = 'connecting' | 'open' | 'reconnecting' | 'cut' | 'closed';

/** The `detail` of each event. */
export interface StreamEvents {
  hello: Hello;
  notification: Notification;
  gap: Gap;
  state: { readonly state: StreamState; readonly transport: TransportName /** Milliseconds. */; readonly retryIn?: number };
  error: Failure;
}

/** Milliseconds: a line that held so long starts over with the shortest wait. */
const steady = 5_000;
/** Attempts for which a transport that has worked is not given up. */
const loyalty = 3;
/** Milliseconds: a browser's own wait before it comes back, as far as the server sets it. */
const browserRetry = 3_000;

/** One stream, followed from a cursor, whatever carries it. */
export class NotificationStream extends EventTarget {
  readonly #question: Omit<Question, 'after' | 'events'>;
  readonly #retry: { readonly first: number; readonly longest: number };
  readonly #random: () => number;
  readonly #books = new Bookkeeper();
  #transports!: readonly ClientTransport[];
  #index = 0;
  #after: string | undefined;
  #cursor: string | undefined;
  #events: readonly string[] | undefined;
  #state: StreamState = 'connecting';
  #connection: Connection | undefined;
  /** Counts connections: what an earlier one still says is not listened to. */
  #line = 0;
  #attempts = 0;
  #greeted = false;
  #proven = false;
  #openedAt = 0;
  #heardAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setInterval> | undefined;

  constructor(url: string | URL, options: StreamOptions = {}) {
    super();
    const missing = (name: string) =>
      class {
        constructor() {
          throw new Error(`There is no ${name} here: pass one as an option.`);
        }
      };
    this.#question = {
      base: new URL(url, globalThis.location?.href),
      interval: options.interval ?? 2_000,
      hold: options.hold ?? 25,
      patience: options.patience ?? 5_000,
      fetch: options.fetch ?? ((...args) => fetch(...args)),
      EventSource: options.EventSource ?? globalThis.EventSource ?? missing('EventSource'),
      WebSocket: options.WebSocket ?? globalThis.WebSocket ?? missing('WebSocket'),
    };
    this.#retry = { first: 500, longest: 30_000, ...options.retry };
    this.#random = options.random ?? Math.random;
    this.#after = options.after;
    if (options.events) {
      this.#books.filter();
      this.#events = options.events.map(checked);
    }
    this.#choose(options.transport ?? ['websocket', 'sse', 'long-polling', 'polling']);
    // Whoever opened it gets to listen first.
    queueMicrotask(() => this.#line === 0 && this.#connect());
  }

  /** Listeners get a `CustomEvent` whose `detail` is typed by the event's name. */
  override addEventListener<Type extends keyof StreamEvents>(
    type: Type,
    listener: (event: CustomEvent<StreamEvents[Type]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  override addEventListener(type: string, listener: unknown, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  get state(): StreamState {
    return this.#state;
  }

  get transport(): TransportName {
    return this.#current.name;
  }

  /** The last position known; `undefined` until the server said hello. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** The filter; `undefined` is all events, an empty list broadcasts only. */
  get events(): readonly string[] | undefined {
    return this.#events;
  }

  get ledger(): Ledger {
    return this.#books.ledger;
  }

  /** Goes on at the cursor with another transport: nothing is lost, nothing comes twice. */
  switchTo(transport: TransportName | readonly TransportName[]): void {
    this.#refuseClosed();
    this.#choose(transport);
    this.#proven = false;
    this.reconnect();
  }

  /** Connects anew at once, from the cursor. */
  reconnect(): void {
    this.#refuseClosed();
    this.#hangUp();
    this.#attempts = 0;
    this.#become('connecting');
    this.#connect();
  }

  /** Drops the line and stays away until `reconnect` or `switchTo`. */
  cut(): void {
    this.#refuseClosed();
    this.#hangUp();
    this.#become('cut');
  }

  /** For good. Calling it twice is harmless. */
  close(): void {
    this.#hangUp();
    this.#become('closed');
  }

  /** The first subscription narrows "all events" to that one. It takes effect at the cursor. */
  subscribe(event: string): Promise<void> {
    return this.#refilter('subscribe', event, [...(this.#events ?? []).filter((other) => other !== event), checked(event)]);
  }

  /** Leaving the last event leaves the broadcasts. */
  unsubscribe(event: string): Promise<void> {
    if (!this.#events) throw new Error('All events are read: subscribe to one first, that narrows it.');
    return this.#refilter(
      'unsubscribe',
      event,
      this.#events.filter((other) => other !== event),
    );
  }

  /** Never repeated by itself: when it fails, the notification is not known to be stored. */
  publish(event: string, data: Json): Promise<Receipt> {
    return this.#tell({ type: 'publish', event, data });
  }

  /** Reaches every reader whatever his filter. */
  broadcast(event: string, data: Json): Promise<Receipt> {
    return this.#tell({ type: 'broadcast', event, data });
  }

  async #tell(command: Upstream): Promise<Receipt> {
    const { send } = this.#connection ?? {};
    if (send && this.#state === 'open') return send(command);
    const { base, fetch } = this.#question;
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(command) };
    return (await accept(await fetch(new URL('publish', base), init))).json();
  }

  async #refilter(type: 'subscribe' | 'unsubscribe', event: string, events: readonly string[]): Promise<void> {
    this.#refuseClosed();
    this.#books.filter();
    this.#events = events;
    const { send } = this.#connection ?? {};
    // A line that breaks before the ack comes back with the new filter anyway.
    if (send && this.#state === 'open') await send({ type, event }).catch(() => {});
    else if (this.#state !== 'cut') this.reconnect();
  }

  get #current(): ClientTransport {
    return this.#transports[this.#index] as ClientTransport;
  }

  #choose(names: TransportName | readonly TransportName[]): void {
    this.#transports = [names].flat().map((name) => {
      const found = transports.find((transport) => transport.name === name);
      if (!found) throw new RangeError(`No transport is called "${name}": ${transports.map((one) => one.name).join(', ')}.`);
      return found;
    });
    if (this.#transports.length === 0) throw new RangeError('At least one transport is needed.');
    this.#index = 0;
  }

  #connect(): void {
    this.#line += 1;
    this.#greeted = false;
    this.#expectHello(this.#question.patience);
    try {
      this.#connection = this.#current.subscribe({ ...this.#question, after: this.#cursor ?? this.#after, events: this.#events }, this.#sink());
    } catch (error) {
      this.#lost({ message: (error as Error).message, final: true });
    }
  }

  #expectHello(patience: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost({ message: `no hello within ${patience / 1_000} s` }), patience);
  }

  #hangUp(): void {
    this.#line += 1;
    clearTimeout(this.#timer);
    clearInterval(this.#watchdog);
    this.#connection?.close();
    this.#connection = undefined;
  }

  #sink(): Sink {
    const line = this.#line;
    const whileCurrent =
      <Value>(take: (value: Value) => void) =>
      (value: Value) => {
        if (line !== this.#line) return;
        this.#heardAt = performance.now();
        take(value);
      };
    return {
      asked: () => this.#books.request(),
      hello: whileCurrent((hello: Hello) => this.#hello(hello)),
      notification: whileCurrent((notification: Notification) => {
        const { id, event, broadcast } = notification;
        // Sent before the server knew that it is not wanted any more.
        if (this.#events && !broadcast && !this.#events.includes(event)) {
          this.#move(id);
          return;
        }
        const { fresh, moves } = this.#books.take(id, this.#cursor);
        // Before the listener runs: it may switch, and the next transport goes on behind what he is looking at.
        if (moves) this.#cursor = id;
        if (fresh) this.#emit('notification', notification);
      }),
      gap: whileCurrent((gap: Gap) => {
        this.#books.gap();
        this.#cursor = gap.to;
        this.#emit('gap', gap);
      }),
      cursor: whileCurrent((cursor: string) => this.#move(cursor)),
      waiting: whileCurrent<void>(() => {
        clearInterval(this.#watchdog);
        this.#greeted = false;
        this.#expectHello(this.#question.patience + browserRetry);
        this.#become('reconnecting');
      }),
      lost: whileCurrent((failure: Failure) => this.#lost(failure)),
    };
  }

  #move(cursor: string): void {
    if (this.#books.skip(cursor, this.#cursor)) this.#cursor = cursor;
  }

  #hello(hello: Hello): void {
    clearTimeout(this.#timer);
    clearInterval(this.#watchdog);
    this.#greeted = true;
    this.#proven = true;
    this.#openedAt = performance.now();
    this.#cursor ??= hello.cursor;
    if (hello.heartbeat > 0) {
      const deadline = 2.5 * hello.heartbeat;
      this.#watchdog = setInterval(() => {
        if (performance.now() - this.#heardAt > deadline) this.#lost({ message: `silent for ${deadline / 1_000} s` });
      }, hello.heartbeat / 4);
    }
    this.#become('open');
    this.#emit('hello', hello);
  }

  #lost(failure: Failure): void {
    const greeted = this.#greeted;
    this.#hangUp();
    this.#attempts = greeted && performance.now() - this.#openedAt > steady ? 0 : this.#attempts + 1;
    const others = this.#transports.length > 1;
    const { name } = this.#current;
    if (!greeted && others && (!this.#proven || this.#attempts > loyalty)) {
      this.#index = (this.#index + 1) % this.#transports.length;
      this.#proven = false;
      this.#comeBack(failure, this.#index > 0 ? 0 : undefined);
    } else if (!greeted && !failure.final && name !== 'polling' && name !== 'long-polling') {
      // A refused handshake and a failed EventSource are mute: polling is asked once for the reason.
      this.#become('reconnecting');
      const line = this.#line;
      const { fetch, patience } = this.#question;
      this.#books.request();
      const url = streamUrl({ ...this.#question, after: undefined, events: this.#events }, 'polling', this.#cursor ?? this.#after);
      ask(fetch, url, patience, new AbortController())
        .then(
          () => failure,
          (reason: Failure) => reason,
        )
        .then((reason) => line === this.#line && this.#comeBack(reason));
    } else {
      this.#comeBack(failure);
    }
  }

  #comeBack(failure: Failure, wait = this.#draw(failure)): void {
    // With a code it is the server's word on the question itself: no other transport would get another answer.
    if (failure.final && (failure.code || this.#transports.length === 1)) this.close();
    else {
      this.#timer = setTimeout(() => this.#connect(), wait);
      this.#become('reconnecting', wait);
    }
    this.#emit('error', { ...failure, message: failure.message });
  }

  /** Full jitter, drawn below the cap and not added before it; a server's Retry-After is only ever stretched. */
  #draw({ retryAfter = 0 }: Failure): number {
    const { first, longest } = this.#retry;
    return retryAfter * 1_000 + this.#random() * Math.min(longest, first * 2 ** this.#attempts);
  }

  #become(state: StreamState, retryIn?: number): void {
    if (state === this.#state && retryIn === undefined && state !== 'connecting') return;
    this.#state = state;
    this.#emit('state', { state, transport: this.transport, ...(retryIn === undefined ? {} : { retryIn }) });
  }

  #refuseClosed(): void {
    if (this.#state === 'closed') throw new Error('This stream is closed: open another, after its cursor.');
  }

  #emit<Type extends keyof StreamEvents>(type: Type, detail: StreamEvents[Type]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function checked(event: string): string {
  if (/^\P{Cc}{1,64}$/u.test(event)) return event;
  throw new RangeError(`Expected an event of 1 to 64 characters without control characters; got ${JSON.stringify(event)}.`);
}
