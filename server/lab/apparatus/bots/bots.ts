import type { BotHabits } from '../../../../bench/model/bot-habits.ts';
import type { BotsHandlers } from '../../../../bench/processes/bots-main.ts';
import { forkRemote, type Remote } from '../../processes/channel.ts';
import { Refusal } from '../telemetry/refusal.ts';
import { type BotCounts, noBots, usualHabits } from './counts.ts';

/** Where clients connect. */
interface Target {
  readonly host: string;
  readonly port: number;
}

/** Raw clients beside the visitors', in a process of their own: it is there while there are any. */
export class Bots {
  readonly #target: () => Target;
  readonly #report: (line: string) => void;
  readonly #isClosed: boolean;
  #process: Remote<BotsHandlers> | undefined;
  #counts = noBots;
  #habits = usualHabits;
  #died: () => void = () => {};

  /** @param target where clients connect: in front of the weather @param isClosed whether the lab lets nobody in without a token: bots have none */
  constructor(target: () => Target, report: (line: string) => void, isClosed: boolean) {
    this.#isClosed = isClosed;
    this.#target = target;
    this.#report = report;
  }

  get counts(): BotCounts {
    return this.#counts;
  }

  get habits(): BotHabits {
    return this.#habits;
  }

  /** Called when the process has ended by itself: there are none then. */
  onDeath(died: () => void): void {
    this.#died = died;
  }

  /**
   * Resolves once the process knows; connecting takes as long as it takes.
   * @throws Refusal in a closed lab
   * @param habits those that poll with another interval connect anew. Without any bots they are the usual ones again
   */
  async set(counts: BotCounts, habits: BotHabits): Promise<void> {
    if (this.#isClosed && Object.values(counts).some((count) => count > 0)) {
      throw new Refusal(
        'not-allowed',
        'Expected a lab without --read-token: bots have no token, and would all be refused. Start it without, and they come in.',
      );
    }
    this.#counts = counts;
    this.#habits = habits;
    if (Object.values(counts).every((count) => count === 0)) {
      this.close();
      return;
    }
    this.#process ??= this.#start();
    await this.#process.call('set', { target: this.#target(), counts, habits });
  }

  /**
   * Attempts to come back, by the time for which bots have set them on their own clock.
   * @param at epoch milliseconds of the first count @param length counts of 100 ms
   */
  async due(at: number, length: number): Promise<readonly number[]> {
    // A process that dies has nothing to tell, and says so elsewhere.
    return (await this.#process?.call('due', { at, length }).catch(() => undefined)) ?? Array(length).fill(0);
  }

  close(): void {
    const running = this.#process;
    this.#process = undefined;
    this.#forget();
    void running?.stop(0);
  }

  #forget(): void {
    this.#counts = noBots;
    this.#habits = usualHabits;
  }

  #start(): Remote<BotsHandlers> {
    const started = forkRemote<BotsHandlers>('bench/processes/bots-main', "bots' process");
    void started.died.then((error) => {
      if (this.#process !== started) return;
      this.#process = undefined;
      this.#forget();
      this.#report(`${error.message.replace(/\.$/, '')}: there are none now. Set their number again to have them back.`);
      this.#died();
    });
    return started;
  }
}
