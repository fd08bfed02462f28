let last: Promise<unknown> = Promise.resolve();

/**
 * Acts once what was given before is done: publishes are requests of their own, which may overtake each other, and what a visitor pressed
 * last would then be stored first. A failed act does not stop the next one.
 */
export function inOrder<Value>(act: () => Promise<Value>): Promise<Value> {
  const done = last.then(act);
  last = done.catch(() => {});
  return done;
}
