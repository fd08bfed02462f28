import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AnyEvents, createStreams, memoryLog, type NotificationLog, type Streams, type StreamsOptions } from '../../server/stream/index.ts';
import { listening } from './listening.ts';

/** A server of `node:http` that offers streams, and answers 404 to all other requests. */
export interface StreamsServer {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  readonly log: NotificationLog;
  readonly streams: Streams;
  readonly followers: () => number;
  /** Closes the streams, then the server and its remaining connections. */
  close(): Promise<void>;
}

const notFound = (_request: IncomingMessage, response: ServerResponse): void =>
  void response.writeHead(404, { 'X-Whose': 'theirs', 'Content-Length': 0 }).end();

/** Starts such a server; it is closed when the test is over. @param others answers requests that are not for the streams */
export async function startStreams(options: Partial<StreamsOptions<AnyEvents>> = {}, others = notFound): Promise<StreamsServer> {
  const { log = memoryLog() } = options;
  const streams = createStreams({ ...options, log });
  const server = createServer((request, response) => {
    if (!streams.handle(request, response)) others(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    if (!streams.upgrade(request, socket, head))
      socket.end('HTTP/1.1 404 Not Found\r\nX-Whose: theirs\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  const at = await listening(server);
  return {
    ...at,
    server,
    log,
    streams,
    followers: streams.followers,
    async close() {
      await streams.close({ grace: 300 });
      server.close();
      server.closeAllConnections();
    },
  };
}
