import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkModule } from '../../server/lab/fork-module.ts';

/** What a process can be asked: each takes one argument and returns, or promises, one value that JSON can carry. */
// biome-ignore lint/suspicious/noConfusingVoidType: handlers that return nothing are handlers too.
export type Handlers = { readonly [name: string]: (argument: never) => unknown | void };

interface Call {
  readonly number: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: string;
}

/**
 * Answers what the parent asks, until it is gone. Ctrl-C reaches the whole group of processes in a terminal: this one leaves it to the parent, which ends it.
 */
export function serve(handlers: Handlers): void {
  process.on('message', ({ number, name, argument }: Call) => void answer(handlers, number, name, argument));
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => {});
  // Whoever was gone before this line ran does not say so again.
  if (!process.connected) process.exit();
}

async function answer(handlers: Handlers, number: number, name: string, argument: unknown): Promise<void> {
  const reply = (message: Reply) => process.connected && process.send?.(message);
  try {
    const handler = handlers[name];
    if (!handler) throw new Error(`Nothing is called ${name}.`);
    reply({ number, value: await handler(argument as never) });
  } catch (error) {
    reply({ number, error: (error as Error).message });
  }
}

/** Handlers that may live in another process. */
export interface Remote<Given extends Handlers> {
  readonly pid: number;
  /** Rejects if the handler throws, or its process ends. */
  call<Name extends keyof Given & string>(
    name: Name,
    ...argument: Parameters<Given[Name]> extends [] ? [] : [argument: Parameters<Given[Name]>[0]]
  ): Promise<Awaited<ReturnType<Given[Name]>>>;
  /** Ends the process. Calling it twice is harmless. */
  stop(): Promise<void>;
}

/** Milliseconds that a process gets to end by itself. */
const patience = 2_000;

/**
 * Starts a module of this folder as a process of its own.
 * @param module the name of its file, without extension, in the folder of this one
 * @param name what it is called when it fails
 */
export function forkRemote<Given extends Handlers>(
  module: string,
  name: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Remote<Given> {
  return new ChildRemote<Given>(forkModule(module, import.meta.url, { args, flags, stdout: 'ignore' }), name);
}

class ChildRemote<Given extends Handlers> implements Remote<Given> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #number = 0;
  #gone: Error | undefined;

  constructor(child: ChildProcess, name: string) {
    this.#child = child;
    child.on('message', ({ number, value, error }: Reply) => {
      const waiting = this.#waiting.get(number);
      this.#waiting.delete(number);
      if (error === undefined) waiting?.resolve(value as never);
      else waiting?.reject(new Error(`${name}: ${error}`));
    });
    child.once('exit', (code, signal) => this.#fail(new Error(`The ${name} ended with ${signal ?? `code ${code}`} in the middle of its work.`)));
    child.once('error', (error) => this.#fail(error));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  call<Name extends keyof Given & string>(name: Name, ...[argument]: readonly unknown[]): Promise<Awaited<ReturnType<Given[Name]>>> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      if (this.#gone) {
        reject(this.#gone);
        return;
      }
      this.#waiting.set(number, { resolve, reject });
      this.#child.send({ number, name, argument } satisfies Call, (error) => error && reject(error));
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    const impatient = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    await exited;
    clearTimeout(impatient);
  }

  #fail(error: Error): void {
    this.#gone = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The same handlers in this process, for tests that have to get between. */
export const localRemote = <Given extends Handlers>(handlers: Given, stop: () => void | Promise<void> = () => {}): Remote<Given> => ({
  pid: process.pid,
  call: ((name: keyof Given & string, argument: unknown) =>
    Promise.resolve(argument).then(handlers[name] as (argument: unknown) => unknown)) as Remote<Given>['call'],
  stop: async () => stop(),
});
