import { createServer } from 'node:http';
import { serve } from '../../server/lab/processes/channel.ts';
import { createStreams, memoryLog, streamMetrics } from '../../server/stream/index.ts';
import { listenAnywhere } from './publish-door.ts';

/** The library on bare `node:http`, as in an app. With the argument `observed` everything is counted, as the lab does for `/metrics`. */
const streams = createStreams({ log: memoryLog(), ...(process.argv[2] === 'observed' && { observe: streamMetrics().observer }) });
// Node's default of 5 s would close connections that the lab keeps for 75 s.
const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  if (!streams.handle(request, response)) response.writeHead(404).end();
});
server.on('upgrade', (request, socket, head) => {
  if (!streams.upgrade(request, socket, head)) socket.destroy();
});
const port = await listenAnywhere(server);

const handlers = { where: () => ({ port }) };

export type LibraryHandlers = typeof handlers;

serve(handlers);
