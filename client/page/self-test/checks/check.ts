/** What the checks of the connection share: each asks the lab's real endpoints and says in a sentence what came of it. */
import type { Problem } from '../../../../server/stream/protocol.ts';
import { problemIn } from '../../refusal.ts';

/** How a check ended. */
export interface Finding {
  /** `undefined` where nothing can be said about the network path. */
  readonly passed: boolean | undefined;
  /** What happened, and what that means if the check failed. */
  readonly reason: string;
}

/** What a check works with; tests bring their own. */
export interface Surroundings {
  /** `http://host:port` of the lab, and the prefix that a proxy has put it below. */
  readonly root: string;
  readonly fetch: typeof fetch;
  readonly WebSocket: typeof WebSocket;
  /** Milliseconds. */
  readonly now: () => number;
  /** Seconds that a long poll is held, and that a connection stays idle. */
  readonly hold: number;
  readonly idle: number;
  /** Milliseconds until what should come at once counts as missing. */
  readonly patience: number;
}

export interface Check {
  readonly name: string;
  readonly run: (around: Surroundings, signal: AbortSignal) => Promise<Finding>;
}

export const passed = (reason: string): Finding => ({ passed: true, reason });
export const failed = (reason: string): Finding => ({ passed: false, reason });
/** An event that nobody publishes: a stream of it carries nothing but the protocol. */
export const unpublished = 'self-test';

export const ms = (value: number): string => `${Math.round(value)} ms`;
export const seconds = (value: number): string => `${(value / 1_000).toFixed(1)} s`;

/** Aborts with the visitor, or after so many milliseconds. */
export function within(signal: AbortSignal, patience: number): AbortSignal {
  const over = new AbortController();
  // Not `AbortSignal.any` of a timeout's: while nobody but the timer knows that one, it may be collected, and never fires.
  const late = setTimeout(() => over.abort(new DOMException(`nothing within ${seconds(patience)}`, 'TimeoutError')), patience);
  const stop = () => {
    clearTimeout(late);
    over.abort(signal.reason);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return over.signal;
}

export const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === 'TimeoutError';

/** The lab, or the relay in front of it, says why it refuses. */
class Refusal extends Error {
  constructor({ status, detail }: Problem) {
    super(`The response was ${status}: ${detail}`);
  }
}

/** One request to a stream of the lab. @throws Refusal */
export async function request({ root, fetch }: Surroundings, path: string, signal: AbortSignal, headers = {}): Promise<Response> {
  const response = await fetch(`${root}/stream/${path}event=${unpublished}`, { cache: 'no-store', signal, headers });
  const problem = await problemIn(response);
  if (problem) throw new Refusal(problem);
  return response;
}

/** What a check does within its deadline. */
interface Attempt {
  /** Milliseconds. */
  readonly patience: number;
  /** @param took milliseconds since the start */
  run(deadline: AbortSignal, took: () => number): Promise<Finding>;
  /** What it means that it threw. */
  explain(reason: unknown, took: number): Finding;
}

/** Why something failed is told by the signal: WebKit, and Firefox within a body, throw an AbortError of their own whatever the reason was. */
export async function attempt({ now }: Surroundings, signal: AbortSignal, { patience, run, explain }: Attempt): Promise<Finding> {
  const from = now();
  const deadline = within(signal, patience);
  try {
    return await run(deadline, () => now() - from);
  } catch (error) {
    return error instanceof Refusal ? failed(error.message) : explain(deadline.aborted ? deadline.reason : error, now() - from);
  }
}
