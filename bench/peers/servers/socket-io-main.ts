import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { serve } from '../../../server/lab/processes/channel.ts';
import { listenAnywhere, openDoor } from './door.ts';
import { peerHandlers } from './handlers.ts';

const http = createServer();
/** No ping within a run: readers that answer none would be dropped, and the answers are not what is compared. */
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false, pingInterval: 600_000 });

const publishPort = await openDoor((json) => {
  io.emit('notification', JSON.parse(json));
});

serve(peerHandlers({ port: await listenAnywhere(http), publishPort }));
