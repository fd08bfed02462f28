import { createServer, type Server, type Socket } from 'node:net';

/** The floor: the same notifications over bare TCP, one write of one shared buffer per reader and notification, and nothing else. */
interface BareTcp {
  readonly server: Server;
  broadcast(json: string): void;
}

/** @param greeting sent to each accepted reader, which then knows that it will miss nothing */
export function bareTcp(greeting = ''): BareTcp {
  const readers = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    readers.add(socket);
    if (greeting !== '') socket.write(greeting);
    socket.on('error', () => {});
    socket.resume();
    socket.once('close', () => readers.delete(socket));
  });
  const broadcast = (json: string) => {
    const line = Buffer.from(`${json}\n`);
    for (const reader of readers) reader.write(line);
  };
  return { server, broadcast };
}
