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

/** Simulated clients. They run in a separate process, which exists only while there are any. */
export class Bots {
  readonly #target: () => Target;
  readonly #report: (line: string) => void;
  readonly #isClosed: boolean;
  #process: Remote<BotsHandlers> | undefined;
  #counts = noBots;
  #habits = usualHabits;
  #died: () => void = () => {};

  /** @param target where clients connect: the relay @param isClosed whether the lab requires a token, which bots do not have */
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

  /** Registers a function that is called if the process ends unexpectedly. */
  onDeath(died: () => void): void {
    this.#died = died;
  }

  /**
   * Resolves when the process has the new numbers; the bots connect afterwards.
   * @throws Refusal in a closed lab
   * @param habits a change of the poll interval makes polling bots reconnect. Without any bots the habits return to the defaults
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
