import {
  type After,
  type AppendableWindow,
  type Cut,
  checkDrafts,
  createWindow,
  type Draft,
  type EventFilter,
  type LogEntry,
  type LogWindow,
  type NotificationLog,
  PeerError,
  type Place,
  parseCursor,
  type Run,
  type RunLimits,
  type Stop,
} from 'transport-lab';

/** A log on a custom engine, with the window of the package. */
export class EngineLog implements NotificationLog {
  readonly window: AppendableWindow = createWindow({ epoch: 'engine', maxCount: 100 });
  readonly #wakes = new Set<() => void>();

  async append(drafts: readonly Draft[]): Promise<readonly string[]> {
    checkDrafts(drafts);
    if (parseCursor('engine-1')?.seq !== 1) throw new PeerError('unavailable', 'Expected the engine; got none. Try again later.');
    const ids = this.window.append(drafts, Date.now());
    for (const wake of this.#wakes) wake();
    return ids;
  }

  onAppend(wake: () => void): Stop {
    this.#wakes.add(wake);
    return () => this.#wakes.delete(wake);
  }

  async close(): Promise<void> {}
}

/** A custom window. */
export class ListWindow implements LogWindow {
  readonly epoch = 'list';
  readonly head = 0;
  readonly oldest = 1;
  readonly capacity = 100;
  readonly entries: readonly LogEntry[] = [];

  cursor = (seq: number): string => `${this.epoch}-${seq}`;

  place = (after: After): Place => ({ seq: typeof after === 'object' ? after.seq : this.head });

  resume = (seq: number): Place => ({ seq });

  read = (seq: number, filter: EventFilter, { count }: RunLimits): Run => ({
    entries: this.entries.slice(seq, seq + count).filter(({ event, broadcast }) => filter.passes(event, broadcast)),
    to: this.head,
    more: false,
  });

  cut = (seq: number, filter: EventFilter, limits: RunLimits): Cut => {
    const { entries, ...reach } = this.read(seq, filter, limits);
    return { parts: entries.map(({ json }) => json), count: entries.length, ...reach };
  };
}
