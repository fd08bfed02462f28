// Streams on node:http alone. npm install transport-lab; node node-http.js
import { createServer } from 'node:http';
import { createStreams, memoryLog } from 'transport-lab';

const streams = createStreams({ log: memoryLog(), base: '/live/' });

const server = createServer((request, response) => {
  if (streams.handle(request, response)) return;
  if (request.url === '/hello') response.end('hello');
  else response.writeHead(404).end();
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
