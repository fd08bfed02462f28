import { createServer, type Socket } from 'node:net';
import { serve } from '../../../server/lab/processes/channel.ts';
import { listenAnywhere, openDoor } from './door.ts';
import { peerHandlers } from './handlers.ts';

/** The floor: one write of the same buffer per reader and notification, and nothing else. */
const readers = new Set<Socket>();

const server = createServer({ noDelay: true }, (socket) => {
  readers.add(socket);
  // Connected is not yet accepted: a reader that is not told would miss the first notifications.
  socket.write('hello\n');
  socket.on('error', () => {});
  socket.resume();
  socket.once('close', () => readers.delete(socket));
});

const publishPort = await openDoor((json) => {
  const line = Buffer.from(`${json}\n`);
  for (const reader of readers) reader.write(line);
});

serve(peerHandlers({ port: await listenAnywhere(server), publishPort }));
