import type { Target } from '../arms/arm.ts';
import { Assembler } from '../arms/assembler.ts';
import { readHead } from '../arms/http-answer.ts';
import { monotonic } from '../processes/clock.ts';
import { Crowd, shared } from './crowd.ts';

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
}

/** Sums since opening. */
export interface AskersReading {
  readonly answers: number;
  readonly bytes: number;
  /** Answers other than 200 and 204. */
  readonly refused: number;
}

/** Where an answer says that its reader is now. */
const cursorField = Buffer.from('{"cursor":"');

/** Clients that ask: of an answer they read its head's two numbers and the cursor. */
export class Askers extends Crowd {
  refused = 0;
  #order: AskersOrder | undefined;
  #cursor = '';
  #request = '';
  #running = false;

  async open(order: AskersOrder): Promise<void> {
    this.#order = order;
    this.#follow(order.cursor);
    await this.openAll(order.count, () => this.#open(order));
  }

  get reading(): AskersReading {
    return { answers: this.count, bytes: this.bytes, refused: this.refused };
  }

  /** Everybody asks. */
  wave(): void {
    this.#running = true;
    for (const socket of this.sockets) socket.write(this.#request, 'latin1');
  }

  /** Closed loop for so many milliseconds. @returns answers a second */
  async loop(milliseconds: number): Promise<number> {
    const [start, before] = [monotonic(), this.count];
    this.wave();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const found = (1_000 * (this.count - before)) / (monotonic() - start);
    this.#running = false;
    return found;
  }

  override close(): void {
    this.#running = false;
    super.close();
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
        const before = this.count;
        assembler.feed(shared.subarray(0, length), (data, from) => this.#take(data, from));
        if (again && this.#running && this.count > before) socket.write(this.#request.repeat(this.count - before), 'latin1');
        this.counted();
        return true;
      };
      const socket = this.connect(target, read, resolve);
      socket.once('error', reject);
    });
  }

  #take(data: Buffer, from: number): number {
    const head = readHead(data, from);
    if (!head || data.byteLength < head.end + head.length) return from;
    this.count += 1;
    if (head.status !== 200 && head.status !== 204) this.refused += 1;
    if (head.length > cursorField.length && data.compare(cursorField, 0, cursorField.length, head.end, head.end + cursorField.length) === 0) {
      const start = head.end + cursorField.length;
      const cursor = data.toString('latin1', start, data.indexOf(0x22, start));
      if (cursor !== this.#cursor) this.#follow(cursor);
    }
    return head.end + head.length;
  }
}
