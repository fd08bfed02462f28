import type { BareAnswer, BareHttpHandlers } from './bare-http-main.ts';
import { forkProcess } from './fork-process.ts';

/**
 * Starts a bare `node:http` server in a process of its own, which gives the same answer to every request.
 * @param flags of Node @returns its handlers as well, to change that answer
 */
export async function startBareHttp(answer: BareAnswer, flags: readonly string[] = []) {
  const server = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server', [], flags);
  const target = { host: '127.0.0.1', port: await server.call('answer', answer) };
  return { server, pid: server.pid, target, stop: () => server.stop() };
}
