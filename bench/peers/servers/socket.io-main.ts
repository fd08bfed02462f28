import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { servePeer } from './serve-peer.ts';

const http = createServer();
/** No ping within a run: readers that do not answer would be disconnected, and the answers are not what is compared. */
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false, pingInterval: 600_000 });

await servePeer(http, (json) => io.emit('notification', JSON.parse(json)));
