import type { ServerResponse } from 'node:http';
import { type Ends, kernelQueues } from './kernel-queues.ts';

/** A socket. `writableLength` is the bytes that were written and still wait in this process. */
type Watched = Ends & { readonly writableLength: number };

/** A connection with bytes that the peer has not taken yet. */
export interface Recipient {
  readonly socket: Watched;
  /** Whether there is nothing more to take. */
  readonly isOver: boolean;
  /** Called when the peer has taken nothing for too long. */
  stalled(): void;
}

interface Watch {
  readonly recipient: Recipient;
  /** Bytes of memory that only this recipient keeps. */
  readonly weight: number;
  /** When the last progress was seen. */
  since: number;
  /** Bytes that waited in this process then. */
  left: number;
  /** Bytes in the kernel's send queue at the last reading. */
  queued: number | undefined;
}

export interface StallWatchOptions {
  /** Milliseconds without progress before a reader counts as stalled. */
  readonly stall: number;
  /** Milliseconds between two checks. */
  readonly sweepInterval: number;
  /** Bytes that all unread answers together may keep in memory. Above, the one that has waited longest is cut. @default 128 MiB */
  readonly maxBytes?: number;
  /** Returns the bytes in the kernel's send queue of each socket, as far as they are known. @default kernelQueues */
  readonly askKernel?: (sockets: Watched[]) => Promise<ReadonlyMap<Watched, number>>;
  /** Returns milliseconds. @default performance.now */
  readonly now?: () => number;
}

const defaultMaxBytes = 128 * 1024 * 1024;
/** The fraction of `stall` after which the kernel is asked for the first time; by then most readers have caught up. */
const firstLook = 1 / 8;

/**
 * Disconnects peers that take nothing of what was sent to them, be it a stream or an answer. It watches what leaves this process and what leaves the kernel's send queue, because the
 * event `drain` may come a minute late for a peer that reads slowly but steadily.
 */
export class StallWatch {
  readonly #watched = new Map<object, Watch>();
  readonly #options: Required<StallWatchOptions>;
  #bytes = 0;
  #sweeping: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(options: StallWatchOptions) {
    this.#options = { maxBytes: defaultMaxBytes, askKernel: kernelQueues, now: () => performance.now(), ...options };
  }

  /** Number of recipients. */
  get size(): number {
    return this.#watched.size;
  }

  /** Starts or restarts the wait. */
  follow(recipient: Recipient): void {
    this.leave(recipient);
    this.#add(recipient, recipient, 0);
  }

  /** Watches an answer until it is sent or its connection is gone. @param weight bytes of memory that only this answer keeps */
  followAnswer(response: ServerResponse, weight = 0): void {
    if (response.socket && !this.#watched.has(response)) this.#add(response, new UnreadAnswer(response, response.socket), weight);
  }

  /** May be called twice. */
  leave(key: object): void {
    const watch = this.#watched.get(key);
    if (!watch) return;
    this.#watched.delete(key);
    this.#bytes -= watch.weight;
    if (this.#watched.size > 0) return;
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
  }

  #add(key: object, recipient: Recipient, weight: number): void {
    const { sweepInterval, maxBytes, now } = this.#options;
    this.#watched.set(key, { recipient, weight, since: now(), left: recipient.socket.writableLength, queued: undefined });
    this.#bytes += weight;
    // Unreferenced: only connections should keep the process alive.
    this.#sweeping ??= setInterval(() => void this.#sweep(), sweepInterval).unref();
    for (const [oldest, watch] of this.#watched) {
      if (this.#bytes <= maxBytes) return;
      if (watch.weight > 0) this.#giveUp(oldest, watch);
    }
  }

  async #sweep(): Promise<void> {
    const { stall, now, askKernel } = this.#options;
    const time = now();
    let isDue = false;
    for (const [key, watch] of this.#watched) {
      if (watch.recipient.isOver) {
        this.leave(key);
        continue;
      }
      if (hasTaken(watch)) restart(watch, time);
      const waited = time - watch.since;
      isDue ||= waited >= stall || (watch.queued === undefined && waited >= stall * firstLook);
    }
    if (!isDue || this.#asking) return;
    this.#asking = true;
    const asked = [...this.#watched];
    const queues = await askKernel(asked.map(([, { recipient }]) => recipient.socket));
    this.#asking = false;
    // Skip those that have left or started anew during the reading.
    for (const [key, watch] of asked) if (this.#watched.get(key) === watch) this.#judge(key, watch, queues.get(watch.recipient.socket));
  }

  #judge(key: object, watch: Watch, queued: number | undefined): void {
    const time = this.#options.now();
    if (queued !== watch.queued) {
      // Progress. The first reading counts as progress too: nothing is known about the time before it.
      watch.since = time;
      watch.queued = queued;
    }
    if (time - watch.since >= this.#options.stall) this.#giveUp(key, watch);
  }

  #giveUp(key: object, { recipient }: Watch): void {
    this.leave(key);
    recipient.stalled();
  }
}

/** @returns whether bytes have left this process since the last check, or none wait in it */
function hasTaken(watch: Watch): boolean {
  const { writableLength } = watch.recipient.socket;
  const taken = writableLength < watch.left || writableLength === 0;
  watch.left = writableLength;
  return taken;
}

function restart(watch: Watch, time: number): void {
  watch.since = time;
  watch.queued = undefined;
}

/** Whether bytes of the answer still wait in this process. */
export const isUnread = ({ socket }: ServerResponse): boolean => socket !== null && socket.writableLength > 0;

/** An answer in progress. It keeps the socket, because Node detaches the socket from a finished response. */
class UnreadAnswer implements Recipient {
  readonly socket: NonNullable<ServerResponse['socket']>;
  readonly #response: ServerResponse;

  constructor(response: ServerResponse, socket: NonNullable<ServerResponse['socket']>) {
    this.#response = response;
    this.socket = socket;
  }

  get isOver(): boolean {
    return this.#response.writableFinished || this.socket.destroyed;
  }

  stalled(): void {
    this.socket.destroy();
  }
}
