import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort } from '../../bench/processes/free-port.ts';
import { programFile, providePrograms } from './programs.ts';
import { within } from './within.ts';

/** Whether there is one: as root the tests install it, and elsewhere what needs it is skipped with a line that says so. */
export const hasRedis = await providePrograms('redis-server');

/** What a server of its own keeps on its disk: nothing, or everything before it acknowledges it. */
const durability = {
  none: ['--save', '', '--appendonly', 'no'],
  always: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'],
} as const;

/** A Redis of its own on a free port of 127.0.0.1, with its files in a temporary folder. Whoever starts it ends it. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly #options: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string, options: readonly string[]) {
    this.port = port;
    this.folder = folder;
    this.#options = options;
  }

  static async start({ keeps = 'none', options = [] }: { readonly keeps?: keyof typeof durability; readonly options?: readonly string[] } = {}) {
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'transport-lab-redis-')), [...durability[keeps], ...options]);
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again, with the files that it has left. */
  async run(): Promise<void> {
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--daemonize', 'no', '--loglevel', 'notice'];
    const child = spawn(programFile('redis-server'), [...place, ...this.#options], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    let said = '';
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Ready to accept connections')) resolve();
      });
      child.once('close', () => reject(new Error(`Expected Redis to start; it ended. It said:\n${said}`)));
    });
    await within('Redis to be ready', ready);
  }

  /** SIGKILL leaves it no time for anything; SIGSTOP pauses it, and SIGCONT has it go on. */
  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = signal === 'SIGKILL' ? once(child, 'close') : undefined;
    child.kill(signal);
    await ended;
  }

  /** What `redis-cli` would do. */
  async command(...args: readonly string[]): Promise<unknown> {
    const client = createClient({ url: this.url, RESP: 2 });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.sendCommand(args);
    } finally {
      client.destroy();
    }
  }

  async end(): Promise<void> {
    await this.signal('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
