import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from '../../server/lab/lab.ts';
import type { RawConnection } from '../support/raw-http.ts';

export const mebibyte = 1024 * 1024;

/** More bytes than the buffers of the two kernels hold together. */
export async function appendMuch(lab: Lab, bytes = 24 * mebibyte): Promise<void> {
  const data = 'x'.repeat(60_000);
  for (let sent = 0; sent < bytes; sent += data.length) {
    await lab.log.append([{ event: 'much', data }]);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Writes until the server stops reading, or all is written. The server has stopped when nothing was sent in fifty checks, 10 ms and a turn of the event loop apart:
 * so a process without processor time for half a second has not had fifty turns.
 */
export async function flood(connection: RawConnection, chunk: Buffer, bytes: number): Promise<number> {
  const { socket } = connection;
  let sent = 0;
  while (sent < bytes && !socket.destroyed) {
    sent += chunk.byteLength;
    if (socket.write(chunk)) continue;
    if (!(await drains(socket))) break;
  }
  return sent;
}

async function drains(socket: Socket): Promise<boolean> {
  let [left, looks] = [socket.writableLength, 0];
  while (socket.writableNeedDrain && !socket.destroyed && looks < 50) {
    await delay(10);
    looks = socket.writableLength < left ? 0 : looks + 1;
    left = socket.writableLength;
  }
  return !socket.writableNeedDrain;
}
