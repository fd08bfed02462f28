import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Target } from '../arms/arm.ts';
import { Assembler } from '../arms/assembler.ts';
import { readAnswer } from '../arms/http-answer.ts';
import { dataOf, type Filling } from '../arms/message.ts';
import { authority, pathOf } from '../arms/requests.ts';
import { markOf } from '../dialects/mark.ts';
import { type Fields, requestHead } from '../model/index.ts';
import { Histogram, quantile } from '../statistics/histogram.ts';
import { monotonic, sleepUntil } from './clock.ts';

/** What is to be published, and when. */
export interface PublishOrder {
  /** A time of `monotonic()`. @default 5 ms after the order has come */
  readonly start?: number;
  /** Milliseconds from `start`, ascending, at which to write. Overdue publishes go out as fast as the server accepts them. */
  readonly times: readonly number[];
  /** Publishes that go out with one write, and so arrive together. @default 1 */
  readonly burst?: number;
  /** Bytes of each `data` as JSON, or of the mark, where there is a template. */
  readonly payload: number;
  /** Padding of `data`. @default 'pad' */
  readonly filling?: Filling;
}

/** How to publish to a server that is not the lab. */
export interface PublishTemplate {
  readonly method: string;
  /** Path with query. `{{mark}}` in it and in the body is replaced by the mark. */
  readonly path: string;
  readonly fields: Fields;
  readonly body: string;
  /** Epoch of the marks, four characters. */
  readonly epoch: string;
}

/** The result of an order. */
export interface Published {
  readonly count: number;
  /** The id of the last notification. */
  readonly last: string;
  /** Milliseconds by which requests were sent late, 99th percentile. */
  readonly lateP99: number;
  readonly lateMax: number;
  /** The local port of the last connection, by which the server recognises it. */
  readonly localPort: number;
}

/** The placeholder of the mark in a template. */
export const markPlace = '{{mark}}';

/** Milliseconds from an order to its first publish, if the order has no `start`. */
const lead = 5;

/** Unsent bytes at most; the next write waits for the server to read. */
const mostUnsent = 1024 * 1024;

/**
 * Publishes over HTTP, pipelined over one connection: a slow answer delays no later publish, so the load is open. A server may close an idle
 * connection (RFC 9112, section 9.5). Between two publishes of a low rate that is not a failure, and the next one opens a new connection.
 */
export class Publisher {
  #socket: Socket;
  readonly #target: Target;
  readonly #template: PublishTemplate | undefined;
  /** Milliseconds between the wall clock and the monotonic one. */
  readonly #wall = Date.now() - monotonic();
  #last = '';
  #posted = 0;
  #answered = 0;
  /** The number of the answer that has the last id. */
  #goal = 0;
  #failure: Error | undefined;
  #progress: () => void = () => {};
  /** Head of the last request, and the length of its body. */
  #head = { length: -1, text: '' };

  private constructor(socket: Socket, target: Target, template: PublishTemplate | undefined) {
    this.#target = target;
    this.#template = template;
    this.#socket = this.#use(socket);
  }

  /** @param template default: the lab's `/publish` */
  static async connect(target: Target, template?: PublishTemplate): Promise<Publisher> {
    return new Publisher(await connected(target), target, template);
  }

  #use(socket: Socket): Socket {
    const assembler = new Assembler();
    socket.on('data', (chunk) => {
      assembler.feed(chunk, (data, from) => readAnswer(data, from, ({ status, body }) => this.#answer(status, body)));
      this.#progress();
    });
    socket.on('drain', () => this.#progress());
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

  /** The local port, by which the server recognises this connection. */
  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** Resolves once every publish is stored. @throws Error if one is refused, or the connection goes before all are answered */
  async publish(order: PublishOrder): Promise<Published> {
    const { start = monotonic() + lead, times, burst = 1 } = order;
    const late = new Histogram();
    const count = times.length * burst;
    this.#goal = this.#posted + count;
    for (const time of times) {
      await sleepUntil(start + time);
      if (this.#failure) break;
      if (this.#socket.destroyed) this.#socket = this.#use(await connected(this.#target));
      late.record(monotonic() - (start + time));
      if (this.#socket.writableLength > mostUnsent) await this.#waitUntil(() => !this.#socket.writableNeedDrain);
      this.#post(start + time, burst, order);
    }
    await this.#waitUntil(() => this.#answered >= this.#goal);
    if (this.#failure) throw this.#failure;
    const lateP99 = times.length ? quantile(late.buckets, 0.99) : 0;
    return { count, last: this.#last, lateP99, lateMax: late.max, localPort: this.localPort };
  }

  close(): void {
    this.#socket.removeAllListeners('close').destroy();
  }

  /** Checks again whenever the server has answered or read something. */
  async #waitUntil(holds: () => boolean): Promise<void> {
    while (!holds() && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#progress = resolve;
      });
    }
  }

  #post(due: number, burst: number, order: PublishOrder): void {
    const requests = Array.from({ length: burst }, () => this.#request(due, order)).join('');
    this.#socket.write(requests, 'latin1');
  }

  #request(due: number, { payload, filling }: PublishOrder): string {
    this.#posted += 1;
    if (this.#template) return this.#filled(this.#template, markOf(this.#template.epoch, this.#posted, due, payload));
    // Whole milliseconds: the same length for all, so that two runs differ in nothing.
    const body = `{"event":"bench","data":${dataOf(due, payload, filling, this.#posted)},"at":${Math.round(this.#wall + due)}}`;
    if (this.#head.length !== body.length) this.#head = { length: body.length, text: this.#headFor(body.length) };
    return this.#head.text + body;
  }

  #filled({ method, path, fields, body }: PublishTemplate, mark: string): string {
    const text = Buffer.from(body.replaceAll(markPlace, mark));
    const length = text.byteLength > 0 ? [['Content-Length', String(text.byteLength)] as const] : [];
    const head = requestHead(method, path.replaceAll(markPlace, mark), [['Host', authority(this.#target)], ...fields, ...length]);
    return head + text.toString('latin1');
  }

  #headFor(length: number): string {
    return requestHead('POST', pathOf(this.#target, '/publish'), [
      ['Host', authority(this.#target)],
      ['Content-Type', 'application/json'],
      ['Content-Length', String(length)],
    ]);
  }

  #answer(status: number, body: Buffer): void {
    this.#answered += 1;
    const name = this.#template?.path ?? '/publish';
    const isTaken = this.#template ? status >= 200 && status <= 299 : status === 201;
    if (!isTaken) this.#fail(new Error(`Expected ${this.#template ? '2xx' : '201'} from ${name}; got ${status} ${body.toString().slice(0, 200)}`));
    else if (this.#answered === this.#goal)
      this.#last = this.#template ? `${this.#template.epoch}-${this.#posted}` : (idIn(body.toString()) ?? this.#last);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#progress();
  }
}

const idIn = (body: string): string | undefined => /"id":"([^"]*)"/.exec(body)?.[1];

async function connected({ host, port }: Target): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}
