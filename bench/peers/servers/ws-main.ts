import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { serve } from '../../../server/lab/processes/channel.ts';
import { peerHandlers } from './handlers.ts';

/** The broadcast loop of ws's own README. */
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (ws) => ws.on('error', () => {}));

const broadcast = (json: string) => {
  for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(json);
};

serve(await peerHandlers(http, broadcast));
