import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithUs } from './end-with-us.ts';

/** Milliseconds until a program has started, on a busy machine. A test that needs more passes its own deadline. */
const patience = 60_000;

/** Milliseconds from a signal until SIGKILL. */
const grace = 10_000;

/** Folder, environment and user of a program. */
export type ProgramOptions = Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;

/** A program in the foreground; its starter has to end it. */
export class Program {
  readonly child: ChildProcess;
  /** Resolves when it has ended, with its exit code; a signal has none. */
  readonly exit: Promise<number | null>;
  readonly #line: string;
  /** Everything that it has written so far, on both outputs. */
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
      // If the file does not exist, the waiting call reports the text of this error.
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

  /** Resolves when it has ended. Ending it again is harmless. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    // Some programs wait for their connections to end, so a client could keep them alive.
    const late = setTimeout(() => this.child.kill('SIGKILL'), grace);
    await this.exit;
    clearTimeout(late);
  }

  /** Resolves once it has written this text. @param deadline milliseconds; a virtual machine such as the JVM starts slowly on a busy machine */
  async says(text: string, deadline = patience): Promise<void> {
    const late = AbortSignal.timeout(deadline);
    while (!this.said.includes(text)) {
      if (this.#ended || late.aborted) throw this.#failure(`to say ${JSON.stringify(text)}`);
      await once(this.child, 'said', { signal: late }).catch(() => {});
    }
  }

  /** Resolves once this port of 127.0.0.1 accepts connections: the programs have no common message for it. */
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
