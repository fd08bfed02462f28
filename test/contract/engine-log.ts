import { EventEmitter } from 'node:events';
import { type AppendableWindow, checkDrafts, createWindow, type Draft, type NotificationLog, PeerError } from '../../server/stream/index.ts';

/** An engine such as a database or a broker: it keeps batches of drafts in one order, and sends each to every node, including the one that inserted it. */
export class Engine {
  readonly #batches: string[] = [];
  readonly #news = new EventEmitter().setMaxListeners(0);

  /** Resolves when the batch is stored; the nodes may or may not have received it by then. */
  async insert(batch: string): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#batches.push(batch);
    this.#news.emit('stored', batch);
  }

  /** Calls `hear` with all stored batches, and with each new one. */
  follow(hear: (batch: string) => void): () => void {
    for (const batch of this.#batches) hear(batch);
    this.#news.on('stored', hear);
    return () => this.#news.off('stored', hear);
  }
}

type Batch = { readonly token: string; readonly at: number; readonly drafts: readonly Draft[] };

/** A log whose notifications are in an engine, so that every node that offers it has the same cursors. */
export function engineLog(engine: Engine, options: { readonly epoch: string; readonly maxCount?: number }): NotificationLog {
  const window: AppendableWindow = createWindow(options);
  const wakes = new Set<() => void>();
  const waiting = new Map<string, (ids: readonly string[]) => void>();
  const unfollow = engine.follow((text) => {
    const { token, at, drafts } = JSON.parse(text) as Batch;
    const ids = window.append(drafts, at);
    for (const wake of wakes) wake();
    waiting.get(token)?.(ids);
  });
  let open = true;
  return {
    window,
    async append(drafts) {
      if (!open) throw new PeerError('unavailable', 'Expected an open log; this one is closed. Nothing was stored; try another node.');
      checkDrafts(drafts);
      const token = crypto.randomUUID();
      const heard = new Promise<readonly string[]>((resolve) => waiting.set(token, resolve));
      await engine.insert(JSON.stringify({ token, at: Date.now(), drafts } satisfies Batch));
      return heard.finally(() => waiting.delete(token));
    },
    onAppend(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
    async close() {
      open = false;
      unfollow();
    },
  };
}
