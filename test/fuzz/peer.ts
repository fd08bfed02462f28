import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Input } from './input.ts';

/** What the server made of one input. */
export interface Heard {
  /** Of all answers on the connection, in their order. */
  readonly statuses: readonly number[];
  /** The connection was still open when patience was over. */
  readonly isKept: boolean;
}

/** Says its pieces, goes, and listens until the server ends the connection. @param patience milliseconds for that */
export async function say({ pieces, leave }: Input, port: number, patience: number): Promise<Heard> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  let received = '';
  // A reset is one of the ends that there are.
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
