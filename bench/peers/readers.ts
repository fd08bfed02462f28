import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Target } from '../arms/arm.ts';
import { monotonic } from '../processes/clock.ts';
import type { Histogram } from '../statistics/histogram.ts';
import type { Step } from './greetings.ts';
import { dueAt, mark } from './message.ts';

/** Readers to be opened. Their steps come as JSON: bytes travel as base64. */
export interface ReadersOrder {
  readonly target: Target;
  readonly steps: readonly { readonly send: string; readonly expect: string }[];
  readonly count: number;
  /** Said every few seconds. */
  readonly alive: string;
}

export const orderOf = (target: Target, steps: readonly Step[], count: number, alive: Buffer = Buffer.alloc(0)): ReadersOrder => ({
  target,
  count,
  alive: alive.toString('base64'),
  steps: steps.map(({ send, expect }) => ({ send: Buffer.from(send as string).toString('base64'), expect })),
});

/** Sums since the readers' process began; a difference of two is what happened between. */
export interface ReadersReading {
  readonly delivered: number;
  readonly bytes: number;
  readonly closed: number;
  readonly gaps: number;
  readonly skipped: number;
  /** Milliseconds that this process' loop was busy, and idle. */
  readonly active: number;
  readonly idle: number;
}

/** Milliseconds between two signs of life. */
const pulse = 5_000;

const markByte = mark.charCodeAt(0);
/** All sockets read into one buffer: thousands of them need none of their own. */
const shared = Buffer.allocUnsafeSlow(256 * 1024);

/** `{n}` in a greeting is another number for each of a hundred readers, so that they can ask for different things. */
const numbered = ({ send, expect }: { send: Buffer; expect: string }, number: number) => ({
  send: send.includes('{n}') ? Buffer.from(send.toString('latin1').replace('{n}', String(number)), 'latin1') : send,
  expect,
});

/** Raw readers of any peer, as cheap as they can be: they count marks and bytes, and parse nothing. */
export class Readers {
  delivered = 0;
  bytes = 0;
  closed = 0;
  /** Gaps that were told, and how many notifications they passed over. Looked for only if `looksForGaps`: it costs a search of every chunk. */
  gaps = 0;
  skipped = 0;
  looksForGaps = false;
  /** While it is there: latencies, at the price of reading the time out of each notification. */
  latencies: Histogram | undefined;
  #sockets: Socket[] = [];
  #stalled = 0;
  #pulse: NodeJS.Timeout | undefined;
  #goal = Number.POSITIVE_INFINITY;
  #reached: () => void = () => {};

  /** Opens them one after the other in small groups. Resolves when each has gone through its steps. */
  async open(order: ReadersOrder): Promise<void> {
    const steps = order.steps.map(({ send, expect }) => ({ send: Buffer.from(send, 'base64'), expect }));
    for (let left = order.count; left > 0; left -= 100) {
      await Promise.all(
        Array.from({ length: Math.min(100, left) }, (_, index) =>
          this.#open(
            order.target,
            steps.map((step) => numbered(step, index)),
          ),
        ),
      );
    }
    const alive = Buffer.from(order.alive, 'base64');
    clearInterval(this.#pulse);
    if (alive.byteLength > 0) this.#pulse = setInterval(() => this.#say(alive), pulse);
  }

  get reading(): ReadersReading {
    const { active, idle } = performance.eventLoopUtilization();
    return { delivered: this.delivered, bytes: this.bytes, closed: this.closed, gaps: this.gaps, skipped: this.skipped, active, idle };
  }

  /** @param wait milliseconds at most @returns whether as many have been delivered in all */
  until(delivered: number, wait: number): Promise<boolean> {
    if (this.delivered >= delivered) return Promise.resolve(true);
    this.#goal = delivered;
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), wait);
      this.#reached = () => {
        clearTimeout(late);
        resolve(true);
      };
    });
  }

  /** Stops reading from the first `count`, as a phone in a tunnel does. */
  stall(count: number): void {
    this.#stalled = count;
    for (const socket of this.#sockets.slice(0, count)) socket.pause();
  }

  resume(): void {
    this.#stalled = 0;
    for (const socket of this.#sockets) socket.resume();
  }

  close(): void {
    clearInterval(this.#pulse);
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets = [];
  }

  #open(target: Target, steps: readonly { send: Buffer; expect: string }[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let step = 0;
      let heard = '';
      const advance = () => {
        heard = '';
        const next = steps[step];
        if (!next) resolve();
        else if (next.send.byteLength > 0) socket.write(next.send);
        // A question that is parked is not answered: whoever asked it is open.
        if (next?.expect === '') {
          step += 1;
          resolve();
        }
      };
      const read = (length: number) => {
        if (step === steps.length) this.#count(shared.subarray(0, length));
        else {
          heard += shared.toString('latin1', 0, length);
          if (heard.includes((steps[step] as { expect: string }).expect)) {
            step += 1;
            advance();
          }
        }
        return true;
      };
      const socket = connect({ ...target, noDelay: true, onread: { buffer: shared, callback: read } }, advance);
      this.#sockets.push(socket);
      socket.on('error', reject);
      socket.once('close', () => {
        this.closed += 1;
        reject(new Error('The server closed a connection while it was opened.'));
      });
    });
  }

  /** Who reads nothing says nothing either. */
  #say(alive: Buffer): void {
    for (const socket of this.#sockets.slice(this.#stalled)) socket.write(alive);
  }

  #gap(text: string): void {
    for (const [, from, to] of text.matchAll(/"from":"[^"]*-(\d+)","to":"[^"]*-(\d+)"/g)) {
      this.gaps += 1;
      this.skipped += Number(to) - Number(from);
    }
  }

  #count(data: Buffer): void {
    this.bytes += data.byteLength;
    if (this.looksForGaps && data.includes('"reason":"slow"')) this.#gap(data.toString('latin1'));
    for (let place = data.indexOf(markByte); place >= 0; place = data.indexOf(markByte, place + 1)) {
      this.delivered += 1;
      if (!this.latencies) continue;
      const latency = monotonic() - dueAt(data, place);
      if (Number.isFinite(latency)) this.latencies.record(latency);
    }
    if (this.delivered < this.#goal) return;
    this.#goal = Number.POSITIVE_INFINITY;
    this.#reached();
  }
}
