import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Target } from '../arms/arm.ts';
import { Assembler } from '../arms/assembler.ts';
import { readAnswer } from '../arms/http-answer.ts';
import { authority, pathOf } from '../arms/requests.ts';
import { requestHead } from '../model/index.ts';
import { Histogram, quantile } from '../statistics/histogram.ts';
import { monotonic } from './clock.ts';

/** What is to be published, and when. */
export interface PublishOrder {
  /** A time of `monotonic()`. */
  readonly start: number;
  /** Milliseconds from `start`, ascending. */
  readonly times: readonly number[];
  /** Bytes of each `data` as JSON. */
  readonly payload: number;
}

/** What became of it. */
export interface Published {
  readonly count: number;
  /** The id of the last. */
  readonly last: string;
  /** Milliseconds by which requests went out after they were due. */
  readonly lateP99: number;
  readonly lateMax: number;
  /** By which the server knows the connection that the last went over. */
  readonly localPort: number;
}

/** Bytes of `data` that its time alone takes. */
export const leastPayload = 40;

/** `data` of exactly so many bytes as JSON; its `t` is the scheduled time, by which receivers know how late they are. */
export function dataOf(scheduled: number, payload: number): string {
  const start = `{"t":${scheduled.toFixed(3)},"pad":"`;
  return `${start}${'x'.repeat(Math.max(0, payload - start.length - 2))}"}`;
}

/** Milliseconds before a deadline at which the publisher stops to sleep: a timer is up to that late. */
const awake = 1.5;

/**
 * Publishes over HTTP, pipelined over one connection: a slow answer delays no later publish, so the load is open. A server may close a connection on which nobody asks
 * for a while (RFC 9112, section 9.5): between two publishes of a low rate that is no failure, and the next one goes over a new connection.
 */
export class Publisher {
  #socket: Socket;
  readonly #target: Target;
  /** Milliseconds between the wall clock and the monotonic one. */
  readonly #wall = Date.now() - monotonic();
  #last = '';
  #posted = 0;
  #answered = 0;
  #failure: Error | undefined;
  #progress: () => void = () => {};

  private constructor(socket: Socket, target: Target) {
    this.#target = target;
    this.#socket = this.#use(socket);
  }

  static async connect(target: Target): Promise<Publisher> {
    return new Publisher(await connected(target), target);
  }

  #use(socket: Socket): Socket {
    const assembler = new Assembler();
    socket.on('data', (chunk) => {
      assembler.feed(chunk, (data, from) => readAnswer(data, from, ({ status, body }) => this.#answer(status, body)));
      this.#progress();
    });
    socket.on('error', (error) => this.#unanswered > 0 && this.#fail(error));
    socket.once('close', () => {
      if (this.#unanswered > 0)
        this.#fail(new Error(`${authority(this.#target)} closed the connection to the publisher, with ${this.#unanswered} publishes unanswered.`));
    });
    return socket;
  }

  get #unanswered(): number {
    return this.#posted - this.#answered;
  }

  /** By which the server knows this connection. */
  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** Resolves once every publish is stored. */
  async publish({ start, times, payload }: PublishOrder): Promise<Published> {
    const late = new Histogram();
    const before = this.#answered;
    for (const time of times) {
      await this.#sleepUntil(start + time);
      if (this.#socket.destroyed && !this.#failure) this.#socket = this.#use(await connected(this.#target));
      late.record(monotonic() - (start + time));
      this.#post(start + time, payload);
    }
    while (this.#answered - before < times.length && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#progress = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
    const lateP99 = times.length ? quantile(late.buckets, 0.99) : 0;
    return { count: times.length, last: this.#last, lateP99, lateMax: late.max, localPort: this.localPort };
  }

  close(): void {
    this.#socket.removeAllListeners('close').destroy();
  }

  async #sleepUntil(due: number): Promise<void> {
    for (let left = due - monotonic(); left > 0; left = due - monotonic()) {
      if (left > awake) await new Promise((resolve) => setTimeout(resolve, Math.floor(left - awake)));
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #post(scheduled: number, payload: number): void {
    // Whole milliseconds: one length for all, so that two runs differ in nothing.
    const at = Math.round(this.#wall + scheduled);
    const body = `{"event":"bench","data":${dataOf(scheduled, payload)},"at":${at}}`;
    const head = requestHead('POST', pathOf(this.#target, '/publish'), [
      ['Host', authority(this.#target)],
      ['Content-Type', 'application/json'],
      ['Content-Length', String(body.length)],
    ]);
    this.#posted += 1;
    this.#socket.write(head + body, 'latin1');
  }

  #answer(status: number, body: Buffer): void {
    this.#answered += 1;
    if (status === 201) this.#last = (JSON.parse(body.toString()) as { id: string }).id;
    else this.#fail(new Error(`Expected 201 from /publish; got ${status} ${body.toString().slice(0, 200)}`));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#progress();
  }
}

async function connected({ host, port }: Target): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}
