import type { Arm } from './arm.ts';
import { AskingClient } from './asking-client.ts';
import { labQuestions } from './lab-questions.ts';
import { ask } from './requests.ts';

/** The server holds the request. The client asks again as soon as it is answered. */
export class LongPollingClient extends AskingClient {
  /** A held poll may last: the client is at rest when it has everything that it wants. */
  get resting(): boolean {
    return this.line !== undefined && this.asking && this.satisfied;
  }

  override start(): void {
    this.goal = Number.POSITIVE_INFINITY;
  }

  protected free(): void {
    this.askAgain();
  }
}

const questions = labQuestions((target, after, { hold }) => ask(target, 'long-polling', `long-polling?after=${after}&hold=${hold}`));

export const longPolling: Arm = { name: 'long-polling', resumes: true, open: (...given) => new LongPollingClient(...given, questions) };
