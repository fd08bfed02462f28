import type { ServerResponse } from 'node:http';
import { type Ends, kernelQueues } from './kernel-queues.ts';

/** What the watch looks at: bytes that were written and wait in this process. */
type Watched = Ends & { readonly writableLength: number };

/** Somebody who has been given more than he has taken so far. */
export interface Recipient {
  readonly socket: Watched;
  /** There is nothing more to take. */
  readonly isOver: boolean;
  /** Nothing was taken for so long that he counts as gone. */
  stalled(): void;
}

interface Watch {
  readonly recipient: Recipient;
  /** Bytes that nobody else keeps alive. */
  readonly weight: number;
  /** When something was taken last, as far as anybody has looked. */
  since: number;
  left: number;
  /** What the kernel held for him when it was asked last. */
  queued: number | undefined;
}

export interface StallWatchOptions {
  /** Milliseconds without progress before a reader counts as stalled. */
  readonly stall: number;
  /** Milliseconds between two looks. */
  readonly sweepInterval: number;
  /** Bytes that all unread answers may keep alive; above, the one that waits longest is given up. Default 128 MiB. */
  readonly maxBytes?: number;
  /** How much the kernel holds for each; for nobody where it does not tell. */
  readonly askKernel?: (sockets: Watched[]) => Promise<ReadonlyMap<Watched, number>>;
  /** Milliseconds. */
  readonly now?: () => number;
}

const defaultMaxBytes = 128 * 1024 * 1024;
/** The part of `stall` after which the kernel is asked for the first time: most readers have caught up by then. */
const firstLook = 1 / 8;

/**
 * Gives up who takes nothing of what he was given: readers of a stream and of an answer alike. Judged by what leaves this process, and by what leaves the kernel's buffer, because
 * `drain` may come a minute late for somebody who reads steadily.
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

  /** Recipients watched at present. */
  get size(): number {
    return this.#watched.size;
  }

  /** Begins to wait, or begins anew. */
  follow(recipient: Recipient): void {
    this.leave(recipient);
    this.#add(recipient, recipient, 0);
  }

  /** Until it is sent, or its connection has gone. @param weight bytes that it keeps alive alone */
  followAnswer(response: ServerResponse, weight = 0): void {
    if (response.socket && !this.#watched.has(response)) this.#add(response, new UnreadAnswer(response, response.socket), weight);
  }

  /** Calling it twice is harmless. */
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
    // Of itself it keeps no process alive: the connections do.
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
    // Who has left meanwhile, or has begun anew, is not judged.
    for (const [key, watch] of asked) if (this.#watched.get(key) === watch) this.#judge(key, watch, queues.get(watch.recipient.socket));
  }

  #judge(key: object, watch: Watch, queued: number | undefined): void {
    const time = this.#options.now();
    if (queued !== watch.queued) {
      // What had happened before the first look nobody knows, and he has the benefit of it.
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

/** @returns whether a part has left this process, or nothing waits in it */
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

/** Whether a part of what was written so far waits in this process. */
export const isUnread = ({ socket }: ServerResponse): boolean => socket !== null && socket.writableLength > 0;

/** An answer that was begun. Its socket is taken from it when it is over. */
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
