import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Input } from './input.ts';

/** The reaction of the server to one input. */
export interface Heard {
  /** The statuses of all answers on the connection, in order. */
  readonly statuses: readonly number[];
  /** Whether the connection was still open at the deadline. */
  readonly isKept: boolean;
}

/** Sends its pieces, disconnects or half-closes, and reads until the server ends the connection. @param patience milliseconds for that */
export async function say({ pieces, leave }: Input, port: number, patience: number): Promise<Heard> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  let received = '';
  // A reset counts as an end, too.
  socket.on('error', () => {});
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
  });
  const ended = new Promise<boolean>((resolve) => {
    const late = setTimeout(() => resolve(false), patience);
    socket.once('close', () => {
      clearTimeout(late);
      resolve(true);
    });
  });
  socket.once('end', () => socket.end());
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await nextTurn();
  }
  if (leave === 'halfClose') socket.end();
  else if (socket.connecting) socket.once('connect', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
  const isKept = !(await ended);
  socket.destroy();
  const statuses = [...received.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  return { statuses, isKept };
}
