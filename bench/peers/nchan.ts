import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { nginxIn } from '../fronts/nginx.ts';
import { startListening } from '../fronts/start-listening.ts';
import { childrenOf, residentBytes } from '../processes/process-usage.ts';
import type { Program } from '../processes/program.ts';
import type { RunningPeer } from './peers.ts';

/** Messages of a channel that nchan keeps. */
export const nchanRetains = 1_000;

/** Where Debian and Ubuntu put both: `apt-get install nginx libnginx-mod-nchan`. */
const file = '/usr/sbin/nginx';
const module = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** Whether nginx and its module are on this machine. */
export const nchanHere = (): boolean => existsSync(file) && existsSync(module);

/** nginx does not report the module's version, but Debian's package database has it. */
export function nchanVersion(): string {
  try {
    return execFileSync('dpkg-query', ['--show', 'libnginx-mod-nchan', 'nginx'], { encoding: 'utf8' }).trim().replace(/\s+/g, ' ');
  } catch {
    return 'not here';
  }
}

const blockOf = (port: number): string => `
  gzip off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  nchan_shared_memory_size 256M;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    nchan_channel_id bench;
    nchan_message_buffer_length ${nchanRetains};
    nchan_subscriber_first_message newest;
    location = /publish { nchan_publisher; }
    location = /websocket { nchan_subscriber websocket; }
    location = /long-polling { nchan_subscriber longpoll; }
    location = /polling { nchan_subscriber intervalpoll; nchan_subscriber_first_message oldest; }
    location = /sse { nchan_subscriber eventsource; }
  }
`;

/** Starts nginx with one worker and a configuration of its own. */
export async function startNchan(): Promise<RunningPeer> {
  const main = [`load_module ${module};`, 'worker_rlimit_nofile 40000;'];
  const nginx = await startListening((folder, port) => ({
    program: nginxIn(folder, { main, connections: 16_384, http: blockOf(port) }, file),
  }));
  const target = { host: '127.0.0.1', port: nginx.port };
  try {
    const pid = await workerOf(nginx.program);
    return { pid, target, publish: target, memory: async () => ({ rss: residentBytes(pid) }), stop: nginx.close };
  } catch (error) {
    await nginx.close();
    throw error;
  }
}

/** The worker process. Its parent listens before the worker exists. */
async function workerOf(nginx: Program): Promise<number> {
  for (;;) {
    if (nginx.ended) throw new Error(`nginx ended at once: see whether nginx -t is content with its module. It said:\n${nginx.said}`);
    const [child] = childrenOf(nginx.child.pid ?? 0);
    if (child) return child;
    await delay(20);
  }
}
