import { patience } from './patience.ts';

/** Milliseconds between two questions: a twentieth of what was waited already, so that asking takes no processor from whoever is to bring it about. */
const pause = (waited: number): number => Math.min(waited / 20, 20);

/**
 * For what changes without an event to wait for: asks until it holds.
 * @param what is said when it does not come true within the deadline
 */
export async function eventually(what: string | (() => string), holds: () => boolean | Promise<boolean>, deadline = patience): Promise<void> {
  const start = performance.now();
  while (!(await holds())) {
    const waited = performance.now() - start;
    if (waited > deadline) throw new Error(`Waited ${deadline / 1_000} s for ${typeof what === 'string' ? what : what()}.`);
    await (pause(waited) < 1 ? new Promise((resolve) => setImmediate(resolve)) : new Promise((resolve) => setTimeout(resolve, pause(waited))));
  }
}
