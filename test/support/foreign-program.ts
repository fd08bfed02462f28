import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { patience } from './patience.ts';

/** A program of somebody else, in the foreground. */
export class ForeignProgram {
  readonly child: ChildProcess;
  readonly #line: string;
  /** All that it wrote until now, on either output. */
  said = '';
  #ended = false;

  /** Ended when the test is over. */
  constructor(file: string, args: readonly string[], options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}) {
    this.#line = [file, ...args].join(' ');
    this.child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const output of [this.child.stdout, this.child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        this.child.emit('said');
      });
    }
    const ended = once(this.child, 'close').then(() => {
      this.#ended = true;
      this.child.emit('said');
    });
    onTestFinished(async () => {
      this.child.kill('SIGTERM');
      await ended;
    });
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
