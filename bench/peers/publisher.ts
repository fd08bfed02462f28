import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Target } from '../arms/arm.ts';
import { Assembler } from '../arms/assembler.ts';
import { readAnswer } from '../arms/http-answer.ts';
import { monotonic, until } from '../processes/clock.ts';
import { dataOf } from './message.ts';

/** What is to be published, and how. */
export interface PeerPublishOrder {
  readonly path: string;
  readonly body: 'draft' | 'whole';
  /** Publishes that go out with one write, and so come in together. */
  readonly burst: number;
  readonly bursts: number;
  /** Milliseconds between two of them. */
  readonly interval: number;
  /** Bytes of `data` as JSON. */
  readonly payload: number;
}

/** Milliseconds before a deadline at which it stops to sleep: a timer is up to that late. */
const awake = 1.2;

/** Publishes over one HTTP connection, pipelined: every arm gets the same requests at the same pace, from outside of its process. */
export class PeerPublisher {
  readonly #socket: Socket;
  readonly #target: Target;
  readonly #assembler = new Assembler();
  #seq = 0;
  #answered = 0;
  #failure: Error | undefined;
  #progress: () => void = () => {};

  private constructor(socket: Socket, target: Target) {
    this.#socket = socket;
    this.#target = target;
    socket.on('data', (chunk) => {
      this.#assembler.feed(chunk, (data, from) => readAnswer(data, from, ({ status }) => this.#answer(status)));
      this.#progress();
    });
    socket.on('error', (error) => this.#fail(error));
    socket.once('close', () => this.#fail(new Error('The server closed the connection to the publisher.')));
  }

  static async connect(target: Target): Promise<PeerPublisher> {
    const socket = connect({ ...target, noDelay: true });
    await once(socket, 'connect');
    return new PeerPublisher(socket, target);
  }

  /** Resolves once every publish is answered. @returns how many @throws Error if one is refused */
  async publish(order: PeerPublishOrder): Promise<number> {
    const start = monotonic() + 5;
    const goal = this.#answered + order.burst * order.bursts;
    for (let number = 0; number < order.bursts && !this.#failure; number += 1) {
      const due = start + number * order.interval;
      if (order.interval > 0) await sleepUntil(due);
      // As fast as they are taken, but no heap of unanswered ones.
      else while (goal - this.#answered > 0 && this.#socket.writableLength > 1024 * 1024) await once(this.#socket, 'drain');
      this.#socket.write(Array.from({ length: order.burst }, () => this.#request(order, due)).join(''), 'latin1');
    }
    while (this.#answered < goal && !this.#failure)
      await new Promise<void>((resolve) => {
        this.#progress = resolve;
      });
    if (this.#failure) throw this.#failure;
    return order.burst * order.bursts;
  }

  close(): void {
    this.#socket.removeAllListeners('close').destroy();
  }

  #request({ path, body, payload }: PeerPublishOrder, due: number): string {
    this.#seq += 1;
    const id = body === 'whole' ? `"id":"peer00-${this.#seq}",` : '';
    const json = `{${id}"event":"bench","data":${dataOf(due, payload)},"at":${Date.now()}}`;
    const { host, port } = this.#target;
    return `POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
  }

  #answer(status: number): void {
    this.#answered += 1;
    // 202 is nchan's 201 when nobody listens.
    if (status !== 201 && status !== 202) this.#fail(new Error(`Expected 201 from the peer's publishing; got ${status}.`));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#progress();
  }
}

async function sleepUntil(due: number): Promise<void> {
  if (due - monotonic() > awake) await until(due - awake);
  while (monotonic() < due) await new Promise((resolve) => setImmediate(resolve));
}
