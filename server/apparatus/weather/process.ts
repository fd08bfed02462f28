import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WeatherCall, WeatherReply } from './messages.ts';
import type { Conditions, Fault, Target, WeatherStats } from './weather.ts';

/** A relay in a process of its own: what it does to the bytes takes nothing from the loops that are measured. Every method resolves once it took effect. */
export interface WeatherProcess {
  /** Where clients connect, on 127.0.0.1. */
  readonly port: number;
  /** Its process id, for who watches its processor. */
  readonly pid: number;
  set(changes: Partial<Conditions>): Promise<void>;
  retarget(target: Target): Promise<void>;
  /** @returns lifts the fault before its time */
  fault(fault: Fault): Promise<() => Promise<void>>;
  stats(): Promise<WeatherStats>;
  /** Ends the process; calling it twice is harmless. */
  close(): Promise<void>;
}

type Asked = WeatherCall extends infer Call ? (Call extends WeatherCall ? Omit<Call, 'number'> : never) : never;

/** Calls and their answers over the channel of a child process. */
class Channel {
  readonly child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (reply: WeatherReply) => void; reject: (error: Error) => void }>();
  #number = 0;

  constructor(child: ChildProcess) {
    this.child = child;
    child.on('message', (reply: WeatherReply) => {
      const waiting = this.#waiting.get(reply.number);
      this.#waiting.delete(reply.number);
      if (reply.error === undefined) waiting?.resolve(reply);
      else waiting?.reject(new Error(reply.error));
    });
    child.once('exit', (code) => this.#fail(new Error(`The weather process ended with code ${code}.`)));
    child.once('error', (error) => this.#fail(error));
  }

  ask(asked: Asked): Promise<WeatherReply> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.child.send({ number, ...asked }, (error) => error && reject(error));
    });
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** As source it needs tsx to be understood, as built code it does not. */
function forkMain(): ChildProcess {
  const kind = extname(import.meta.url);
  const main = fileURLToPath(new URL(`process-main${kind}`, import.meta.url));
  return fork(main, { execArgv: kind === '.ts' ? ['--import', import.meta.resolve('tsx')] : [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The same as `startWeather`, in a process of its own. */
export async function forkWeather(target: Target, conditions: Partial<Conditions> = {}): Promise<WeatherProcess> {
  const channel = new Channel(forkMain());
  const { child } = channel;
  const { port = 0 } = await channel.ask({ call: 'start', target, conditions }).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  return {
    port,
    pid: child.pid ?? 0,
    set: async (changes) => void (await channel.ask({ call: 'set', changes })),
    retarget: async (to) => void (await channel.ask({ call: 'retarget', target: to })),
    async fault(fault) {
      const { fault: named = -1 } = await channel.ask({ call: 'fault', fault });
      return async () => void (await channel.ask({ call: 'lift', fault: named }));
    },
    async stats() {
      const { stats } = await channel.ask({ call: 'stats' });
      if (!stats) throw new Error('The weather process told no stats.');
      return stats;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      await channel.ask({ call: 'close' }).catch(() => child.kill());
      await exited;
    },
  };
}
