import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { servePeer } from './serve-peer.ts';

/** The broadcast loop of ws's own README. */
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (ws) => ws.on('error', () => {}));

const broadcast = (json: string) => {
  for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(json);
};

await servePeer(http, broadcast);
