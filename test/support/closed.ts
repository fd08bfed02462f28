import type { EventEmitter } from 'node:events';

/**
 * Resolves with the arguments of `close`, even after an `error`. `once(emitter, 'close')` would reject with that error, and on a busy machine a
 * connection is often reset before its end is read.
 */
export const closed = (emitter: EventEmitter): Promise<unknown[]> =>
  new Promise((resolve) => {
    emitter.on('error', () => {});
    emitter.once('close', (...told) => resolve(told));
  });
