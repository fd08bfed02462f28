import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The built bench, as `npm run bench` runs it. */
const main = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

/** Flags of a run of two arms with very short steps. */
export const round = ['--quick', '--measures', 'latency', '--transports', 'sse', '--clients', '5', '--rate', '100', '--duration', '0.4'];
/** Flags of the smallest possible run. */
export const small = [...round, '--runs', '1'];

/** Milliseconds: a run takes a few seconds, but each of its steps starts three processes, which are slow on a busy machine. */
export const patience = 100_000;

/** `npm run bench` as a separate process. */
export class Bench {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env.PATH } });
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
      });
    }
    onTestFinished(() => void this.child.kill('SIGKILL'));
  }

  /** @returns its exit code */
  async end(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'close', { signal: AbortSignal.timeout(patience) }).catch(() => {
      throw new Error(`Waited ${patience / 1_000} s for the bench to end. It said:\n${this.stderr}`);
    })) as [number | null];
    return code;
  }
}

export async function bench(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const process = new Bench(args);
  const code = await process.end();
  return { code, stdout: process.stdout, stderr: process.stderr };
}
