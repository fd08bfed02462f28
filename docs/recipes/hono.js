// Streams beside Hono on Node. npm install transport-lab hono @hono/node-server; node hono.js
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createStreams, memoryLog } from 'transport-lab';

const streams = createStreams({ log: memoryLog(), base: '/live/' });

const app = new Hono();
app.get('/hello', (context) => context.text('hello'));
const hono = getRequestListener(app.fetch);

const server = createServer((request, response) => {
  if (!streams.handle(request, response)) hono(request, response);
});
server.on('upgrade', (request, socket, head) => {
  if (!streams.upgrade(request, socket, head)) socket.destroy();
});
server.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${server.address().port}/live/`);
});

process.once('SIGTERM', async () => {
  await streams.close();
  server.close();
});
