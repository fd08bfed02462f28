import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../bench/processes/free-port.ts';
import { Program } from '../../support/program.ts';

/** A Redis on a port of its own, which can be killed. What it keeps lies in a folder for itself. */
export class RedisProcess {
  readonly port: number;
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'transport-lab-redis-'));
  readonly #keeps: readonly string[];
  #program: Program | undefined;
  #work: Promise<void> = Promise.resolve();

  private constructor(port: number, isDurable: boolean) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#keeps = isDurable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  }

  /** @param isDurable `true`: what it has acknowledged is on disk. `false`: what came after its last snapshot is lost when it is killed */
  static async start(isDurable: boolean): Promise<RedisProcess> {
    const redis = new RedisProcess(await freePort(), isDurable);
    await redis.#start();
    return redis;
  }

  /** kill -9, and after `away` milliseconds another process with what is on disk. */
  kill(away: number): Promise<void> {
    this.#work = this.#work.then(async () => {
      await this.#program?.end('SIGKILL');
      await pause(away);
      await this.#start();
    });
    return this.#work;
  }

  /** What is there now survives a kill. */
  async snapshot(): Promise<void> {
    await this.#work;
    await command(this.port, 'SAVE');
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#program?.end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const place = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    this.#program = new Program('/usr/bin/redis-server', [...place, ...this.#keeps]);
    await this.#program.says('Ready to accept connections');
  }
}

/** Sends one command, and waits for the first line of the answer. */
function command(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\n`));
    socket.on('error', reject).once('data', (bytes) => {
      socket.end();
      resolve(String(bytes));
    });
  });
}
