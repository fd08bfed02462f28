import { connect, type Socket } from 'node:net';
import type { Target } from '../arms/arm.ts';
import { Assembler } from '../arms/assembler.ts';
import { readHead } from '../arms/http-answer.ts';
import { monotonic } from '../processes/clock.ts';

/** Connections that ask. */
export interface AskersOrder {
  readonly target: Target;
  readonly count: number;
  /** A whole request. `{cursor}` in it is where the last answer left the reader. */
  readonly request: string;
  /** The cursor to begin with. */
  readonly cursor: string;
  /** Asks again as soon as it is answered, or only when `wave` says so. */
  readonly again: boolean;
  /** Requests of one connection that are under way at a time. */
  readonly pipelined: number;
}

/** Sums since opening. */
export interface AskersReading {
  readonly answers: number;
  readonly bytes: number;
  /** Answers other than 200 and 204. */
  readonly refused: number;
}

const shared = Buffer.allocUnsafeSlow(256 * 1024);

/** Where an answer says that its reader is now. */
const cursorField = Buffer.from('{"cursor":"');

/** Raw clients that ask, as cheap as they can be: of an answer they read its head's two numbers and the cursor. */
export class Askers {
  answers = 0;
  bytes = 0;
  refused = 0;
  #sockets: Socket[] = [];
  #order: AskersOrder | undefined;
  #cursor = '';
  #request = '';
  #goal = Number.POSITIVE_INFINITY;
  #reached: () => void = () => {};
  #running = false;

  async open(order: AskersOrder): Promise<void> {
    this.#order = order;
    this.#follow(order.cursor);
    for (let left = order.count; left > 0; left -= 100) {
      await Promise.all(Array.from({ length: Math.min(100, left) }, () => this.#open(order)));
    }
  }

  get reading(): AskersReading {
    return { answers: this.answers, bytes: this.bytes, refused: this.refused };
  }

  /** Everybody asks. */
  wave(): void {
    this.#running = true;
    const bytes = this.#request.repeat(this.#order?.pipelined ?? 1);
    for (const socket of this.#sockets) socket.write(bytes, 'latin1');
  }

  /** Closed loop for so many milliseconds. @returns answers a second */
  async loop(milliseconds: number): Promise<number> {
    const [start, before] = [monotonic(), this.answers];
    this.wave();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const found = (1_000 * (this.answers - before)) / (monotonic() - start);
    this.#running = false;
    return found;
  }

  /** @param wait milliseconds at most @returns whether there were as many answers in all */
  until(answers: number, wait: number): Promise<boolean> {
    if (this.answers >= answers) return Promise.resolve(true);
    this.#goal = answers;
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), wait);
      this.#reached = () => {
        clearTimeout(late);
        resolve(true);
      };
    });
  }

  close(): void {
    this.#running = false;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets = [];
  }

  #follow(cursor: string): void {
    this.#cursor = cursor;
    this.#request = (this.#order?.request ?? '').replace('{cursor}', cursor);
  }

  #open({ target, again }: AskersOrder): Promise<void> {
    return new Promise((resolve, reject) => {
      const assembler = new Assembler();
      const read = (length: number) => {
        this.bytes += length;
        const before = this.answers;
        assembler.feed(shared.subarray(0, length), (data, from) => this.#take(data, from));
        if (again && this.#running && this.answers > before) socket.write(this.#request.repeat(this.answers - before), 'latin1');
        if (this.answers >= this.#goal) {
          this.#goal = Number.POSITIVE_INFINITY;
          this.#reached();
        }
        return true;
      };
      const socket = connect({ ...target, noDelay: true, onread: { buffer: shared, callback: read } }, resolve);
      this.#sockets.push(socket);
      socket.once('error', reject);
    });
  }

  #take(data: Buffer, from: number): number {
    const head = readHead(data, from);
    if (!head || data.byteLength < head.end + head.length) return from;
    this.answers += 1;
    if (head.status !== 200 && head.status !== 204) this.refused += 1;
    if (head.length > cursorField.length && data.compare(cursorField, 0, cursorField.length, head.end, head.end + cursorField.length) === 0) {
      const start = head.end + cursorField.length;
      const cursor = data.toString('latin1', start, data.indexOf(0x22, start));
      if (cursor !== this.#cursor) this.#follow(cursor);
    }
    return head.end + head.length;
  }
}
