import { batch, computed, type Signal, signal } from '@preact/signals';
import type { Failure, Ledger, NotificationStream, StreamEvents, StreamOptions, StreamState, TransportName } from '../../stream/index.ts';
import { oncePerFrame } from '../frame.ts';
import type { Lane } from '../race/lane.ts';
import type { Race } from '../race/race.ts';
import { EntryList } from './entry-list.ts';

/** The connection, for display in words. */
export interface ConnectionState {
  readonly state: StreamState;
  readonly transport: TransportName;
  /** When the next attempt is due, on the clock of `performance.now()`. */
  readonly retryAt?: number;
  /** Where the stream stood when it came into this state. */
  readonly cursor: string | undefined;
}

const nothing: Ledger = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };

/** One stream that switches between transports, as signals. Everything is read from the client library. */
export class SingleStream {
  readonly entries = new EntryList();
  readonly connection: Signal<ConnectionState>;
  readonly transport = computed(() => this.connection.value.transport);
  /** Why the connection broke last; `undefined` once it is open again. */
  readonly reason = signal<Failure | undefined>(undefined);
  /** The cursor of the page. */
  readonly cursor = signal<string | undefined>(undefined);
  /** What became of the notifications. */
  readonly ledger = signal(nothing);
  /** The events that are read; `undefined` is all, an empty list broadcasts only. */
  readonly filter = signal<readonly string[] | undefined>(undefined);
  readonly #race: Race;
  #lane: Lane | undefined;

  /** @param transport that it shows before it is opened */
  constructor(race: Race, transport: TransportName) {
    this.#race = race;
    this.connection = signal<ConnectionState>({ state: 'connecting', transport, cursor: undefined });
  }

  /** It exists only while the page shows it, and its callers are parts of that page. */
  get stream(): NotificationStream {
    this.#lane ??= this.#follow({ transport: this.transport.peek() });
    return this.#lane.stream;
  }

  /** Shows the page: the stream continues at its cursor with this transport. */
  show(transport: TransportName): void {
    if (!this.#lane || this.#lane.stream.state === 'closed') this.#startOver(transport);
    else if (this.#lane.stream.transport !== transport) this.#lane.stream.switchTo(transport);
  }

  /** Hides the page: the stream is closed. */
  hide(): void {
    this.#lane?.close();
    this.#lane = undefined;
  }

  /** Reopens the stream with the current options. */
  reopen(): void {
    if (this.#lane) this.#startOver(this.#lane.stream.transport);
  }

  /** Drops the connection and does not reconnect. */
  cut(): void {
    if (this.stream.state !== 'closed') this.stream.cut();
  }

  /** Reconnects at once, from the cursor. */
  reconnect(): void {
    if (this.stream.state === 'closed') this.#startOver(this.stream.transport);
    else this.stream.reconnect();
  }

  /** Reads all events again. A filter can only narrow an open stream, so this opens a new one. */
  readAll(): void {
    this.#startOver(this.stream.transport);
  }

  /** Freezes the list, or continues with what came meanwhile. */
  freeze(still: boolean): void {
    this.entries.frozen.value = still;
    this.#redraw();
  }

  /** @throws RangeError, Failure */
  async subscribe(event: string): Promise<void> {
    await this.stream.subscribe(event);
    this.#filtered();
  }

  /** Leaving the last event still leaves the broadcasts. */
  async unsubscribe(event: string): Promise<void> {
    await this.stream.unsubscribe(event);
    this.#filtered();
  }

  readonly #redraw = oncePerFrame(() =>
    batch(() => {
      this.cursor.value = this.#lane?.stream.cursor;
      this.ledger.value = this.#lane?.stream.ledger ?? nothing;
      this.entries.show();
    }),
  );

  #filtered(): void {
    this.filter.value = this.stream.events;
    this.#redraw();
  }

  /** Continues with a new stream where the old one stopped: its ledger starts at zero, and it reads all events. */
  #startOver(transport: TransportName): void {
    const after = this.#lane?.stream.cursor;
    this.#lane?.close();
    batch(() => {
      this.filter.value = undefined;
      this.reason.value = undefined;
      this.#lane = this.#follow({ transport, ...(after && { after }) });
      this.#redraw();
    });
  }

  #follow(options: StreamOptions): Lane {
    const lane = this.#race.open(options);
    const { stream } = lane;
    this.connection.value = { state: stream.state, transport: stream.transport, cursor: options.after };
    const listed = (add: () => void) => {
      add();
      this.#redraw();
    };
    stream.addEventListener('notification', ({ detail: notification }) =>
      listed(() => this.entries.add(stream.transport, { kind: 'notification', notification })),
    );
    stream.addEventListener('gap', ({ detail: gap }) => listed(() => this.entries.add(stream.transport, { kind: 'gap', gap })));
    stream.addEventListener('error', ({ detail: failure }) => {
      this.reason.value = failure;
      listed(() => this.entries.addFailure(stream.transport, failure));
    });
    stream.addEventListener('state', ({ detail }) => this.#changed(detail, stream.cursor));
    return lane;
  }

  #changed({ retryIn, ...detail }: StreamEvents['state'], cursor: string | undefined): void {
    batch(() => {
      if (detail.state === 'open') this.reason.value = undefined;
      this.connection.value = { ...detail, ...(retryIn !== undefined && { retryAt: performance.now() + retryIn }), cursor };
      this.#redraw();
    });
  }
}
