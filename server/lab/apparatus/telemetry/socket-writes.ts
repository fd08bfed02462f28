import type { Socket } from 'node:net';
import type { Stop } from '../../../stream/log/notification-log.ts';

type Write = (chunk: unknown, ...rest: unknown[]) => unknown;

/**
 * Calls `take` with all bytes before they are written to a socket. Delivery writes to the socket directly, so only here all bytes pass.
 * @returns a function that restores the socket
 */
export function takeWrites(socket: Socket, take: (bytes: Buffer) => void): Stop {
  const writable = socket as unknown as { write: Write; end: Write };
  for (const name of ['write', 'end'] as const) {
    const original = writable[name];
    writable[name] = (chunk, ...rest) => {
      if (typeof chunk === 'string') take(Buffer.from(chunk, typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8'));
      else if (chunk instanceof Uint8Array) take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      return original.call(socket, chunk, ...rest);
    };
  }
  return () => {
    Reflect.deleteProperty(socket, 'write');
    Reflect.deleteProperty(socket, 'end');
  };
}
