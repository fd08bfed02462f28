import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../processes/free-port.ts';
import { residentBytes } from '../processes/process-usage.ts';
import type { RunningPeer } from './peer.ts';

/** Messages of a channel that nchan keeps. */
export const nchanRetains = 1_000;

/** Where Debian and Ubuntu put the two: `apt-get install nginx libnginx-mod-nchan`. */
const program = '/usr/sbin/nginx';
const module = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** Whether nginx and its module are on this machine. */
export const nchanHere = (): boolean => existsSync(program) && existsSync(module);

const configuration = (folder: string, port: number): string => `
load_module ${module};
daemon off;
worker_processes 1;
worker_rlimit_nofile 40000;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 16384; }
http {
  access_log off;
  gzip off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  nchan_shared_memory_size 256M;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
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
}
`;

/** Starts nginx with one worker and a configuration of its own. Nothing of the system's is read or written. */
export async function startNchan(): Promise<RunningPeer> {
  const folder = mkdtempSync(join(tmpdir(), 'nchan-'));
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port));
  const master = spawn(program, ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const target = { host: '127.0.0.1', port };
  await listening(port, master);
  const pid = await workerOf(master);
  return {
    pid,
    target,
    publish: target,
    memory: async () => ({ rss: residentBytes(pid) }),
    async stop() {
      if (master.exitCode === null) {
        const ended = once(master, 'exit');
        master.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds between two looks. */
const pace = 20;

function requireAlive({ exitCode }: ChildProcess): void {
  if (exitCode !== null) throw new Error('nginx ended at once: see whether nginx -t is content with its module.');
}

async function listening(port: number, master: ChildProcess): Promise<void> {
  for (;;) {
    requireAlive(master);
    const socket = connect(port, '127.0.0.1');
    const there = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (there) return;
    await delay(pace);
  }
}

/** The process that serves: its parent listens before it has one. */
async function workerOf(master: ChildProcess): Promise<number> {
  for (;;) {
    requireAlive(master);
    const [child] = readFileSync(`/proc/${master.pid}/task/${master.pid}/children`, 'utf8').split(' ', 1);
    if (child) return Number(child);
    await delay(pace);
  }
}
