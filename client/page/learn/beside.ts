/** Readers beside the lanes, written without the client library: an `EventSource`, or a long poll in a loop. And the queues of the naive server. */
import { signal } from '@preact/signals';
import { labUrl } from '../lab-url.ts';
import type { Measures } from '../lessons/seen.ts';

/** Milliseconds between two requests for the queues, and after a failed request. */
const pace = 400;

interface Reader {
  close(): void;
}

function readEvents(url: URL, came: (count: number) => void): Reader {
  const source = new EventSource(url);
  source.onmessage = () => came(1);
  return source;
}

/** Asks again as soon as it has an answer, with the newest cursor that it got. */
function readPolls(url: URL, came: (count: number) => void): Reader {
  const over = new AbortController();
  const poll = async () => {
    while (!over.signal.aborted) {
      try {
        const answer = await fetch(url, { signal: over.signal, cache: 'no-store' });
        const { cursor, notifications }: { readonly cursor: string; readonly notifications: readonly unknown[] } = await answer.json();
        url.searchParams.set('after', cursor);
        came(notifications.length);
      } catch {
        // The line may be cut on purpose, so the loop must not spin.
        await new Promise((resolve) => setTimeout(resolve, pace));
      }
    }
  };
  void poll();
  return { close: () => over.abort() };
}

/** A client of the naive server with queues, as its status tells of it. */
interface Client {
  readonly policy: string;
  readonly mostBytes: number;
  readonly dropped: number;
}

/** The most by policy, of what was known and of these clients. */
function mostOf(known: Measures, clients: readonly Client[], of: (client: Client) => number): Measures {
  const most = { ...known };
  for (const client of clients) most[client.policy] = Math.max(most[client.policy] ?? 0, of(client));
  return most;
}

class Beside {
  /** Notifications that each has received since the run began. */
  readonly counts = signal<Measures>({});
  /** The most bytes that were queued, by policy. */
  readonly queues = signal<Measures>({});
  /** Notifications that they have dropped, by policy. */
  readonly dropped = signal<Measures>({});
  /** When the queues were asked for the last time that an answer came. `performance.now()` */
  readAt = Number.NEGATIVE_INFINITY;
  #readers: Reader[] = [];
  #watching: ReturnType<typeof setInterval> | undefined;

  /** @param paths of readers by name, below `naive/` @param queues whether to ask for the queues */
  open(paths: Readonly<Record<string, string>>, queues: boolean): void {
    this.close();
    for (const [name, path] of Object.entries(paths)) {
      const url = labUrl(`naive/${path}`);
      const came = (count: number) => {
        this.counts.value = { ...this.counts.peek(), [name]: (this.counts.peek()[name] ?? 0) + count };
      };
      this.#readers.push(url.pathname.endsWith('/sse') ? readEvents(url, came) : readPolls(url, came));
    }
    this.restart(Object.keys(paths));
    if (queues) this.#watching = setInterval(() => void this.#look(), pace);
  }

  /** Counts from zero again. */
  restart(names = Object.keys(this.counts.peek())): void {
    this.counts.value = Object.fromEntries(names.map((name) => [name, 0]));
    this.queues.value = {};
    this.dropped.value = {};
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
    this.#readers = [];
    clearInterval(this.#watching);
    this.counts.value = {};
  }

  async #look(): Promise<void> {
    const asked = performance.now();
    try {
      const answer = await fetch(labUrl('naive/queueing/status'), { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
      const { clients }: { readonly clients: readonly Client[] } = await answer.json();
      // The server keeps the most itself: on a slow line its answer comes late.
      this.queues.value = mostOf(this.queues.peek(), clients, ({ mostBytes }) => mostBytes);
      this.dropped.value = mostOf(this.dropped.peek(), clients, ({ dropped }) => dropped);
      this.readAt = Math.max(this.readAt, asked);
    } catch {
      // It is asked again soon.
    }
  }
}

export const beside = new Beside();
