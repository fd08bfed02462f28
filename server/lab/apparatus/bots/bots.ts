import type { ChildProcess } from 'node:child_process';
import { forkModule } from '../../fork-module.ts';
import type { BotCounts, BotOrder } from './messages.ts';

const none: BotCounts = { polling: 0, 'long-polling': 0, sse: 0, websocket: 0 };

/** Raw clients beside the visitors', in a process of their own: it is there while there are any. */
export class Bots {
  readonly #target: () => BotOrder['target'];
  readonly #report: (line: string) => void;
  #child: ChildProcess | undefined;
  #counts = none;
  #died: () => void = () => {};

  /** @param target where clients connect: in front of the weather */
  constructor(target: () => BotOrder['target'], report: (line: string) => void) {
    this.#target = target;
    this.#report = report;
  }

  get counts(): BotCounts {
    return this.#counts;
  }

  /** Called when the process has ended by itself: there are none then. */
  onDeath(died: () => void): void {
    this.#died = died;
  }

  /** Resolves once the process knows; connecting takes as long as it takes. */
  async set(counts: BotCounts): Promise<void> {
    this.#counts = counts;
    if (Object.values(counts).every((count) => count === 0)) {
      this.close();
      return;
    }
    this.#child ??= this.#start();
    const child = this.#child;
    const order: BotOrder = { target: this.#target(), counts };
    await new Promise<void>((resolve, reject) => child.send(order, (error) => (error ? reject(error) : resolve())));
  }

  close(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#counts = none;
    child?.kill('SIGKILL');
  }

  #start(): ChildProcess {
    const child = forkModule('process-main', import.meta.url);
    child.on('error', () => {});
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#counts = none;
      this.#report(`The bots' process ended with ${signal ?? `code ${code}`}: there are none now. Set their number again to have them back.`);
      this.#died();
    });
    return child;
  }
}
