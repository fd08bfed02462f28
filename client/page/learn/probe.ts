import { labUrl } from '../lab-url.ts';

/** Milliseconds between an answer and the next question. */
const pause = 50;

/** Milliseconds for a request. */
const patience = 10_000;

/**
 * A client like simple load tools: it asks for something small, waits for the answer, and asks again.
 * @returns the milliseconds of each request, as they come
 */
export function startProbe(signal: AbortSignal): readonly number[] {
  const took: number[] = [];
  const ask = async () => {
    const start = performance.now();
    await fetch(labUrl('lab'), { cache: 'no-store', signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) }).catch(() => undefined);
    if (!signal.aborted) took.push(performance.now() - start);
  };
  const askOn = async () => {
    while (!signal.aborted) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  void askOn();
  return took;
}
