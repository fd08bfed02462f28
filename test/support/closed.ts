import type { EventEmitter } from 'node:events';

/**
 * Resolves with what `close` tells. An `error` that comes first is one of the ways to end: `once(emitter, 'close')` rejects with it, and on a busy machine
 * a connection that was ended is often reset before its end is read.
 */
export const closed = (emitter: EventEmitter): Promise<unknown[]> =>
  new Promise((resolve) => {
    emitter.on('error', () => {});
    emitter.once('close', (...told) => resolve(told));
  });
