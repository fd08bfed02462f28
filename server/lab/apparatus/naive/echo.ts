import type { Host } from '../../../stream/host.ts';
import { Room } from './room.ts';
import { naiveSockets } from './sockets.ts';

/**
 * `/naive/echo`: sends back each message as it came, text or bytes, and knows nothing else. It is what the open, send and close pages of tutorials talk to; nothing of it is kept, so what
 * is under way when the line is cut is lost.
 */
export function mountNaiveEcho(host: Host): void {
  const room = new Room();
  naiveSockets(
    host,
    '/naive/echo',
    () => room.require(),
    (ws) => {
      ws.on('close', room.enter(ws));
      // Who does not read what he sent is not read from either.
      ws.on('message', (data, binary) => {
        ws.pause();
        ws.send(data as Buffer, { binary }, () => ws.resume());
      });
    },
  );
}
