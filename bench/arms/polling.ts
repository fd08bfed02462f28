import { monotonic } from '../processes/clock.ts';
import type { Arm } from './arm.ts';
import { AskingClient } from './asking-client.ts';
import { labQuestions } from './lab-questions.ts';
import { ask } from './requests.ts';

/** The client polls by its own clock: on absolute deadlines, so that a slow answer does not delay later polls, and never two at a time. */
export class PollingClient extends AskingClient {
  #deadline = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  get resting(): boolean {
    return !this.asking && this.#timer === undefined;
  }

  override restAt(seq: number): void {
    super.restAt(seq);
    if (this.satisfied) this.#rest();
  }

  start(origin: number): void {
    this.goal = Number.POSITIVE_INFINITY;
    this.#deadline = origin + this.options.phase;
    this.#wait();
  }

  override stop(): void {
    this.#rest();
    super.stop();
  }

  protected free(): void {
    if (this.satisfied) this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#due(), Math.max(0, Math.ceil(this.#deadline - monotonic())));
  }

  #due(): void {
    const { pollInterval } = this.options;
    this.askAgain();
    // A deadline that passed while an answer was pending is skipped.
    this.#deadline += pollInterval * Math.max(1, Math.ceil((monotonic() - this.#deadline) / pollInterval));
    this.#wait();
  }
}

const questions = labQuestions((target, after) => ask(target, 'polling', `polling?after=${after}`));

export const polling: Arm = { name: 'polling', resumes: true, open: (...given) => new PollingClient(...given, questions) };
