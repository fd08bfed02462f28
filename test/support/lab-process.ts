import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { patience } from './patience.ts';

/** The built server as in the package: as one file it starts in half the processor time of `dist/server/lab`. */
const builtServer = fileURLToPath(new URL('../../dist/started/main.js', import.meta.url));

/** An empty folder for one test, deleted with it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Options for starting a process. */
export interface ProcessOptions {
  /** Variables besides `PATH`; no other variable of this process is passed on. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Working directory, where a `.env` is looked for. Default: an empty one. */
  readonly folder?: string;
  /** File descriptors for its output; default: pipes that are read. */
  readonly stdout?: number;
  readonly stderr?: number;
}

/** The server as a process of its own. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly exit: Promise<Exit>;
  /** Everything that it has printed so far. */
  stdout = '';
  stderr = '';
  #ended: Exit | undefined;
  readonly #changes = new EventEmitter();

  constructor(args: readonly string[], { environment = {}, folder = temporaryFolder(), ...files }: ProcessOptions = {}) {
    const child = spawn(process.execPath, [builtServer, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['pipe', files.stdout ?? 'pipe', files.stderr ?? 'pipe'],
    });
    this.child = child;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        this.#changes.emit('change');
      });
    }
    // A process that is already gone takes no more input.
    child.stdin?.on('error', () => {});
    this.exit = once(child, 'close').then(([code, signal]) => {
      this.#ended = { code, signal };
      this.#changes.emit('change');
      return this.#ended;
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await this.exit;
    });
  }

  /** Resolves once standard error contains this text. */
  says(text: string | RegExp, deadline?: number): Promise<void> {
    return this.#until(`to say ${text}`, () => (typeof text === 'string' ? this.stderr.includes(text) : text.test(this.stderr)), deadline);
  }

  /** Resolves once it has printed its URL on standard output. */
  async url(): Promise<string> {
    const told = () => /Transport Lab: (http:\S+)/.exec(this.stdout)?.[1];
    await this.#until('to tell its URL', () => told() !== undefined);
    return told() ?? '';
  }

  /** @returns how it ended */
  async ends(deadline?: number): Promise<Exit> {
    await this.#until('to end', () => this.#ended !== undefined, deadline);
    return this.exit;
  }

  /** @param deadline milliseconds; a busy machine starts programs slowly */
  async #until(what: string, found: () => boolean, deadline = patience): Promise<void> {
    const late = AbortSignal.timeout(deadline);
    while (!found()) {
      const soFar = `Its standard error so far:\n${this.stderr}`;
      if (this.#ended) throw new Error(`Expected the server ${what}; it ended with ${JSON.stringify(this.#ended)}. ${soFar}`);
      await once(this.#changes, 'change', { signal: late }).catch(() => {
        throw new Error(`Waited ${deadline / 1_000} s for the server ${what}. ${soFar}`);
      });
    }
  }
}

/** A server on a free port, without the ticker unless requested; resolves once it has printed its URL. */
export async function startServer(args: readonly string[] = [], options?: ProcessOptions): Promise<ServerProcess & { readonly port: number }> {
  const server = new ServerProcess(['--port', '0', ...(args.includes('--ticker') ? [] : ['--ticker', '0']), ...args], options);
  const port = Number(new URL(await server.url()).port);
  return Object.assign(server, { port });
}
