// Streams beside Fastify. npm install transport-lab fastify; node fastify.js
import { createServer } from 'node:http';
import Fastify from 'fastify';
import { createStreams, memoryLog } from 'transport-lab';

const streams = createStreams({ log: memoryLog(), base: '/live/' });

const app = Fastify({
  serverFactory(handle) {
    // Before Fastify: its hooks, parsers and compression never see a stream.
    const server = createServer((request, response) => {
      if (!streams.handle(request, response)) handle(request, response);
    });
    server.on('upgrade', (request, socket, head) => {
      if (!streams.upgrade(request, socket, head)) socket.destroy();
    });
    return server;
  },
});
app.addHook('preClose', () => streams.close());
app.get('/hello', () => 'hello');

await app.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`http://localhost:${app.server.address().port}/live/`);

process.once('SIGTERM', () => app.close());
