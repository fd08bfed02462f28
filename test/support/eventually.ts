/** Milliseconds. */
const patience = 20_000;

/**
 * For what changes without an event to wait for: asks until it holds.
 * @param what is said when it does not come true within the deadline
 */
export async function eventually(what: string | (() => string), holds: () => boolean | Promise<boolean>, deadline = patience): Promise<void> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > deadline) throw new Error(`Waited ${deadline / 1_000} s for ${typeof what === 'string' ? what : what()}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
