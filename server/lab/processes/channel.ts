import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { endWithParent } from './end-with-parent.ts';
import { messageOf } from './failure.ts';
import { type ForkModuleOptions, forkModule } from './fork-module.ts';

/** The functions that a process offers. Each takes one argument and returns, or promises, one value; both as JSON. */
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
  readonly error?: { readonly kinds: readonly string[]; readonly message: string };
}

/** A message that a process sends unasked. */
interface News {
  readonly news: string;
  readonly value: unknown;
}

/** Sends the parent a message unasked. */
export const tell = (news: string, value: unknown): void => {
  // The parent may have gone meanwhile.
  if (process.connected) process.send?.({ news, value } satisfies News, undefined, undefined, () => {});
};

/** Answers the parent's calls until the parent has gone. */
export function serve(handlers: Handlers): void {
  process.on('message', ({ number, name, argument }: Call) => void answer(handlers, number, name, argument));
  endWithParent();
}

async function answer(handlers: Handlers, number: number, name: string, argument: unknown): Promise<void> {
  // The parent may have gone meanwhile.
  const reply = (message: Reply) => process.connected && process.send?.(message);
  try {
    const handler = handlers[name];
    if (!handler) throw new Error(`Nothing is called ${name}.`);
    reply({ number, value: await handler(argument as never) });
  } catch (error) {
    reply({ number, error: { kinds: kindsOf(error), message: messageOf(error) } });
  }
}

/** The names of an error's class and its superclasses, because the other process gets only JSON. */
function kindsOf(error: unknown): string[] {
  const kinds: string[] = [];
  for (let kind = Object.getPrototypeOf(error); kind; kind = Object.getPrototypeOf(kind)) kinds.push(kind.constructor.name);
  return kinds;
}

/** Handlers that may live in another process. */
export interface Remote<Given extends Handlers> {
  readonly pid: number;
  /** Rejects if the handler throws, or its process ends. */
  call<Name extends keyof Given & string>(
    name: Name,
    ...argument: Parameters<Given[Name]> extends [] ? [] : [argument: Parameters<Given[Name]>[0]]
  ): Promise<Awaited<ReturnType<Given[Name]>>>;
  /** Resolves if the process ends without being asked to. */
  readonly died: Promise<Error>;
  /** Lets the parent end while the process runs. */
  unref(): void;
  /**
   * Ends the process. May be called twice.
   * @param patience milliseconds that it gets to end by itself. @default 2_000
   * @param last called first; the process is killed if that fails
   */
  stop(patience?: number, last?: () => Promise<unknown>): Promise<void>;
}

interface ForkOptions extends ForkModuleOptions {
  /** Listeners for unasked messages, by name. */
  readonly news?: { readonly [name: string]: (value: never) => void };
  /** Errors of the handlers that are thrown here as they were there, by the name of their class or of one that it extends; any other becomes an `Error` that names the process. */
  readonly errors?: { readonly [name: string]: (message: string) => Error };
}

/**
 * Starts a module that calls `serve` as a process of its own.
 * @param module its path from the root of the sources, without extension
 * @param name what it is called when it fails
 */
export function forkRemote<Given extends Handlers>(module: string, name: string, options: ForkOptions = {}): Remote<Given> {
  return new ChildRemote<Given>(forkModule(module, options), name, options);
}

class ChildRemote<Given extends Handlers> implements Remote<Given> {
  readonly died: Promise<Error>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #number = 0;
  #gone: Error | undefined;
  #stopping = false;

  constructor(child: ChildProcess, name: string, { errors = {}, news = {} }: ForkOptions) {
    this.#child = child;
    const revived = ({ kinds, message }: NonNullable<Reply['error']>) => errors[kinds.find((kind) => kind in errors) ?? '']?.(message);
    child.on('message', (message: Reply | News) => {
      if ('news' in message) {
        news[message.news]?.(message.value as never);
        return;
      }
      const { number, value, error } = message;
      const waiting = this.#waiting.get(number);
      this.#waiting.delete(number);
      if (error === undefined) waiting?.resolve(value as never);
      else waiting?.reject(revived(error) ?? new Error(`${name}: ${error.message}`));
    });
    this.died = new Promise((resolve) => {
      const gone = (error: Error) => {
        this.#fail(error);
        if (!this.#stopping) resolve(error);
      };
      child.once('exit', (code, signal) => gone(new Error(`The ${name} ended with ${signal ?? `code ${code}`}.`)));
      child.once('error', gone);
    });
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

  unref(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  async stop(patience = 2_000, last?: () => Promise<unknown>): Promise<void> {
    this.#stopping = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    await last?.().catch(() => this.#child.kill('SIGKILL'));
    if (this.#child.connected) this.#child.disconnect();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    await exited;
    clearTimeout(late);
  }

  #fail(error: Error): void {
    this.#gone = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
