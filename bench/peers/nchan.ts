import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nginxIn } from '../fronts/nginx.ts';
import { freePort } from '../processes/free-port.ts';
import { residentBytes } from '../processes/process-usage.ts';
import type { Program } from '../processes/program.ts';
import type { RunningPeer } from './peer.ts';

/** Messages of a channel that nchan keeps. */
export const nchanRetains = 1_000;

/** Where Debian and Ubuntu put both: `apt-get install nginx libnginx-mod-nchan`. */
const program = '/usr/sbin/nginx';
const module = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** Whether nginx and its module are on this machine. */
export const nchanHere = (): boolean => existsSync(program) && existsSync(module);

const main = [`load_module ${module};`, 'worker_rlimit_nofile 40000;'];

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
  const folder = mkdtempSync(join(tmpdir(), 'nchan-'));
  const port = await freePort();
  const target = { host: '127.0.0.1', port };
  const nginx = nginxIn(folder, { main, connections: 16_384, http: blockOf(port) }, program);
  const stop = async () => {
    await nginx.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await nginx.listens(port);
    const pid = await workerOf(nginx);
    return { pid, target, publish: target, memory: async () => ({ rss: residentBytes(pid) }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The worker process. Its parent listens before the worker exists. */
async function workerOf(nginx: Program): Promise<number> {
  const { pid } = nginx.child;
  for (;;) {
    if (nginx.ended) throw new Error(`nginx ended at once: see whether nginx -t is content with its module. It said:\n${nginx.said}`);
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ', 1);
    if (child) return Number(child);
    await delay(20);
  }
}
