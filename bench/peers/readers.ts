import { performance } from 'node:perf_hooks';
import type { Target } from '../arms/arm.ts';
import { dueAt, mark } from '../arms/message.ts';
import { monotonic } from '../processes/clock.ts';
import type { Histogram } from '../statistics/histogram.ts';
import { Crowd, shared } from './crowd.ts';
import type { Step } from './greetings.ts';

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

/** `{n}` in a greeting is another number for each of a hundred readers, so that they can ask for different things. */
const numbered = ({ send, expect }: { send: Buffer; expect: string }, number: number) => ({
  send: send.includes('{n}') ? Buffer.from(send.toString('latin1').replace('{n}', String(number)), 'latin1') : send,
  expect,
});

/** Readers of any peer: they count marks and bytes, and parse nothing. */
export class Readers extends Crowd {
  closed = 0;
  /** Gaps that were told, and how many notifications they passed over. Looked for only if `looksForGaps`: it costs a search of every chunk. */
  gaps = 0;
  skipped = 0;
  looksForGaps = false;
  /** While it is there: latencies, at the price of reading the time out of each notification. */
  latencies: Histogram | undefined;
  #stalled = 0;
  #pulse: NodeJS.Timeout | undefined;

  /** Resolves when each has gone through its steps. */
  async open(order: ReadersOrder): Promise<void> {
    const steps = order.steps.map(({ send, expect }) => ({ send: Buffer.from(send, 'base64'), expect }));
    await this.openAll(order.count, (number) =>
      this.#open(
        order.target,
        steps.map((step) => numbered(step, number)),
      ),
    );
    const alive = Buffer.from(order.alive, 'base64');
    clearInterval(this.#pulse);
    if (alive.byteLength > 0) this.#pulse = setInterval(() => this.#say(alive), pulse);
  }

  get reading(): ReadersReading {
    const { active, idle } = performance.eventLoopUtilization();
    return { delivered: this.count, bytes: this.bytes, closed: this.closed, gaps: this.gaps, skipped: this.skipped, active, idle };
  }

  /** Stops reading from the first `count`, as a phone in a tunnel does. */
  stall(count: number): void {
    this.#stalled = count;
    for (const socket of this.sockets.slice(0, count)) socket.pause();
  }

  resume(): void {
    this.#stalled = 0;
    for (const socket of this.sockets) socket.resume();
  }

  override close(): void {
    clearInterval(this.#pulse);
    super.close();
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
        // A held poll is not answered: whoever asked it is open.
        if (next?.expect === '') {
          step += 1;
          resolve();
        }
      };
      const read = (length: number) => {
        if (step === steps.length) this.#take(shared.subarray(0, length));
        else {
          heard += shared.toString('latin1', 0, length);
          if (heard.includes((steps[step] as { expect: string }).expect)) {
            step += 1;
            advance();
          }
        }
        return true;
      };
      const socket = this.connect(target, read, advance);
      socket.on('error', reject);
      socket.once('close', () => {
        this.closed += 1;
        reject(new Error('The server closed a connection while it was opened.'));
      });
    });
  }

  /** Who reads nothing says nothing either. */
  #say(alive: Buffer): void {
    for (const socket of this.sockets.slice(this.#stalled)) socket.write(alive);
  }

  #gap(text: string): void {
    for (const [, from, to] of text.matchAll(/"from":"[^"]*-(\d+)","to":"[^"]*-(\d+)"/g)) {
      this.gaps += 1;
      this.skipped += Number(to) - Number(from);
    }
  }

  #take(data: Buffer): void {
    this.bytes += data.byteLength;
    if (this.looksForGaps && data.includes('"reason":"slow"')) this.#gap(data.toString('latin1'));
    for (let place = data.indexOf(markByte); place >= 0; place = data.indexOf(markByte, place + 1)) {
      this.count += 1;
      if (!this.latencies) continue;
      const latency = monotonic() - dueAt(data, place);
      if (Number.isFinite(latency)) this.latencies.record(latency);
    }
    this.counted();
  }
}
