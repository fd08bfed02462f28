import { signal } from '@preact/signals';
import { type Judgement, judge } from '../../../bench/check/watch/judge.ts';
import { checkPath } from '../../../server/lab/door-paths.ts';
import { messageOf } from '../errors.ts';
import { navigationEntry } from '../navigation.ts';
import { observe } from './observe.ts';
import { type Request, requestOf, type Typed } from './request.ts';

/** The result of a check. */
export interface Told {
  readonly request: Request;
  readonly judgement?: Judgement;
  /** Why it could not be checked. */
  readonly failure?: string;
}

/** A document's policy is set when it is loaded: only the one at this path may reach other origins. */
function requireReach({ url, publish }: Request): void {
  const isForeign = [url, publish].some((one) => one && one.host !== location.host);
  const loaded = navigationEntry()?.name.split(/[?#]/, 1)[0]?.replace(/\/$/, '');
  if (isForeign && !loaded?.endsWith(`/${checkPath}`))
    throw new RangeError(
      'Expected this page to be loaded by itself, for a server of another origin; it was reached from another page. Reload it, and check again.',
    );
}

/** Runs one check at a time. */
export class CheckRun {
  /** The current step; `undefined` while nothing runs. */
  readonly step = signal<string | undefined>(undefined);
  readonly told = signal<Told | undefined>(undefined);
  /** What is wrong with the visitor's input. */
  readonly refusal = signal<string | undefined>(undefined);
  #stop = new AbortController();

  async start(typed: Typed): Promise<void> {
    if (this.step.peek() !== undefined) return;
    this.told.value = this.refusal.value = undefined;
    let request: Request;
    try {
      request = requestOf(typed, location.origin);
      requireReach(request);
    } catch (error) {
      this.refusal.value = messageOf(error);
      return;
    }
    this.#stop = new AbortController();
    const { signal: stopped } = this.#stop;
    this.step.value = 'Begins';
    const told = await observe(request, stopped, (step) => {
      this.step.value = step;
    }).then(
      (observation): Told => ({ request, judgement: judge(observation) }),
      (error: unknown): Told => ({ request, failure: stopped.aborted ? 'Stopped before it was done.' : messageOf(error) }),
    );
    this.step.value = undefined;
    this.told.value = told;
  }

  stop(): void {
    this.#stop.abort();
  }
}
