/** The common part of the connection checks: each asks the lab's real endpoints and reports the result in a sentence. */
import type { Problem } from '../../../../server/stream/protocol.ts';
import { problemIn } from '../../refusal.ts';

/** How a check ended. */
export interface Finding {
  /** `undefined` if the check says nothing about the network path. */
  readonly passed: boolean | undefined;
  /** What happened and, for a failure, what it means. */
  readonly reason: string;
}

/** Dependencies of a check; tests pass their own. */
export interface Surroundings {
  /** `http://host:port` of the lab, with the prefix of a proxy. */
  readonly root: string;
  readonly fetch: typeof fetch;
  readonly WebSocket: typeof WebSocket;
  /** Milliseconds. */
  readonly now: () => number;
  /** Seconds that a long poll is held, and that a connection stays idle. */
  readonly hold: number;
  readonly idle: number;
  /** Milliseconds until an immediate answer counts as missing. */
  readonly patience: number;
}

export interface Check {
  readonly name: string;
  readonly run: (around: Surroundings, signal: AbortSignal) => Promise<Finding>;
}

export const passed = (reason: string): Finding => ({ passed: true, reason });
export const failed = (reason: string): Finding => ({ passed: false, reason });
/** An event that is never published, so its stream carries only the protocol. */
export const unpublished = 'self-test';

export const ms = (value: number): string => `${Math.round(value)} ms`;
export const seconds = (value: number): string => `${(value / 1_000).toFixed(1)} s`;

/** Aborts with the visitor, or after this many milliseconds. */
export function within(signal: AbortSignal, patience: number): AbortSignal {
  const over = new AbortController();
  // Not `AbortSignal.any` with a timeout's signal: if only the timer refers to that one, it may be garbage collected and never fire.
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

/** The refusal of the lab, or of the relay in front of it. */
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

/** The work of a check within its deadline. */
interface Attempt {
  /** Milliseconds. */
  readonly patience: number;
  /** @param took milliseconds since the start */
  run(deadline: AbortSignal, took: () => number): Promise<Finding>;
  /** The meaning of an error. */
  explain(reason: unknown, took: number): Finding;
}

/** The signal knows why something failed: WebKit, and Firefox within a body, throw their own AbortError whatever the reason. */
export async function attempt({ now }: Surroundings, signal: AbortSignal, { patience, run, explain }: Attempt): Promise<Finding> {
  const from = now();
  const deadline = within(signal, patience);
  try {
    return await run(deadline, () => now() - from);
  } catch (error) {
    return error instanceof Refusal ? failed(error.message) : explain(deadline.aborted ? deadline.reason : error, now() - from);
  }
}
