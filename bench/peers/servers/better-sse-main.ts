import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';
import { serve } from '../../../server/lab/processes/channel.ts';
import { peerHandlers } from './handlers.ts';

const channel = createChannel();
const http = createServer(async (request, response) => {
  channel.register(await createSession(request, response, { keepAlive: null }));
});

const broadcast = (json: string) => {
  const { id } = JSON.parse(json) as { id: string };
  channel.broadcast(JSON.parse(json), 'message', { eventId: id });
};

serve(await peerHandlers(http, broadcast));
