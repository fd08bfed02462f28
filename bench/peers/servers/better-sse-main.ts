import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';
import { servePeer } from './serve-peer.ts';

const channel = createChannel();
const http = createServer(async (request, response) => {
  channel.register(await createSession(request, response, { keepAlive: null }));
});

const broadcast = (json: string) => {
  const { id } = JSON.parse(json) as { id: string };
  channel.broadcast(JSON.parse(json), 'message', { eventId: id });
};

await servePeer(http, broadcast);
