import { once } from 'node:events';
import type { Server } from 'node:http';
import { onTestFinished } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** A server on a free port of 127.0.0.1, closed with the test. */
export async function listening(server: Server): Promise<{ readonly port: number; readonly url: string }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = listeningPort(server);
  return { port, url: `http://127.0.0.1:${port}` };
}
