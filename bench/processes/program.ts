import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithUs } from './end-with-us.ts';

/** Milliseconds that a program may take to start: the machine may be busy, and a test in need of more says so. */
const patience = 60_000;

/** Milliseconds from a signal until it is ended for good. */
const grace = 10_000;

/** Where a program runs, and with which environment. */
export type ProgramOptions = Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;

/** A program in the foreground, which whoever starts it ends. */
export class Program {
  readonly child: ChildProcess;
  /** Resolves when it has ended, with its exit code; a signal has none. */
  readonly exit: Promise<number | null>;
  readonly #line: string;
  /** All that it wrote until now, on either output. */
  said = '';
  #ended = false;

  constructor(file: string, args: readonly string[], options: ProgramOptions = {}) {
    this.#line = [file, ...args].join(' ');
    this.child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    endWithUs(this.child);
    for (const output of [this.child.stdout, this.child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        this.child.emit('said');
      });
    }
    this.exit = new Promise((resolve) => {
      // A file that is not there: what is waited for says so, with the text of the error.
      this.child.once('error', (error) => {
        this.said += `${error.message}\n`;
      });
      this.child.once('close', (code) => {
        this.#ended = true;
        this.child.emit('said');
        resolve(code);
      });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves when it has ended. Ending what has ended is harmless. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    // Some wait for their connections to end, whoever holds them.
    const late = setTimeout(() => this.child.kill('SIGKILL'), grace);
    await this.exit;
    clearTimeout(late);
  }

  /** Resolves once it has written this. @param deadline milliseconds; a virtual machine starts slowly on a machine that is busy */
  async says(text: string, deadline = patience): Promise<void> {
    const late = AbortSignal.timeout(deadline);
    while (!this.said.includes(text)) {
      if (this.#ended || late.aborted) throw this.#failure(`to say ${JSON.stringify(text)}`);
      await once(this.child, 'said', { signal: late }).catch(() => {});
    }
  }

  /** Resolves once it takes connections on this port of 127.0.0.1: the programs have no word for it that all of them say. */
  async listens(port: number, deadline = patience): Promise<void> {
    const late = performance.now() + deadline;
    while (!(await answers(port))) {
      if (this.#ended || performance.now() > late) throw this.#failure(`to listen on port ${port}`);
      await delay(10);
    }
  }

  #failure(what: string): Error {
    return new Error(`Expected ${this.#line} ${what}; it ${this.#ended ? 'ended' : 'did not in time'}. It said:\n${this.said}`);
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const there = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
  socket.destroy();
  return there;
}
