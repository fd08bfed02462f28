import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort } from '../../bench/processes/free-port.ts';
import { programFile, providePrograms } from './programs.ts';
import { within } from './within.ts';

/** Whether Redis is installed. As root the tests install it; otherwise tests that need it are skipped with a message. */
export const hasRedis = await providePrograms('redis-server');

/** What the server writes to its disk: nothing, or every command before it acknowledges it. */
const durability = {
  none: ['--save', '', '--appendonly', 'no'],
  always: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'],
} as const;

/** A separate Redis on a free port of 127.0.0.1, with its files in a temporary folder. The caller ends it. */
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

  /** Starts it again with the files that it has written. */
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

  /** SIGKILL ends it at once; SIGSTOP pauses it, and SIGCONT resumes it. */
  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = signal === 'SIGKILL' ? once(child, 'close') : undefined;
    child.kill(signal);
    await ended;
  }

  /** Sends a command, as `redis-cli` does. */
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
