import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkModule } from '../../fork-module.ts';
import { ListenError } from '../../listen.ts';
import type { WeatherCall, WeatherReply } from './messages.ts';
import type { Conditions, Fault, Place, Target, WeatherStats } from './weather.ts';

/** A relay in a process of its own: what it does to the bytes takes nothing from the loops that are measured. Every method resolves once it took effect. */
export interface WeatherProcess {
  /** Where clients connect. */
  readonly port: number;
  /** Its process id, for who watches its processor. */
  readonly pid: number;
  set(changes: Partial<Conditions>): Promise<void>;
  retarget(target: Target): Promise<void>;
  /** @returns lifts the fault before its time */
  fault(fault: Fault): Promise<() => Promise<void>>;
  stats(): Promise<WeatherStats>;
  /** Resolves if the process ends without being asked to. */
  readonly died: Promise<Error>;
  /**
   * Ends the process; calling it twice is harmless.
   * @param grace milliseconds that what is under way gets to arrive first
   */
  close(grace?: number): Promise<void>;
}

/** Milliseconds for an answer: a process that is stopped gives none, and nobody may wait for it for ever. `start` includes that of a whole process, on a busy machine. */
const answerTimes = { start: 60_000, usual: 10_000, close: 1_000 };

type Asked = WeatherCall extends infer Call ? (Call extends WeatherCall ? Omit<Call, 'number'> : never) : never;

/** Calls and their answers over the channel of a child process. */
class Channel {
  readonly child: ChildProcess;
  readonly died: Promise<Error>;
  /** It may go now. */
  closing = false;
  #die: (error: Error) => void = () => {};
  readonly #waiting = new Map<number, { resolve: (reply: WeatherReply) => void; reject: (error: Error) => void }>();
  #number = 0;

  constructor(child: ChildProcess) {
    this.child = child;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
    child.on('message', (reply: WeatherReply) => {
      const waiting = this.#waiting.get(reply.number);
      this.#waiting.delete(reply.number);
      if (reply.error === undefined) waiting?.resolve(reply);
      else waiting?.reject(reply.cannotListen ? new ListenError(reply.error) : new Error(reply.error));
    });
    child.once('exit', (code, signal) => this.#fail(new Error(`The weather process ended with ${signal ?? `code ${code}`}.`)));
    child.once('error', (error) => this.#fail(error));
  }

  /** @param patience milliseconds for the answer */
  ask(asked: Asked, patience = answerTimes.usual): Promise<WeatherReply> {
    this.#number += 1;
    const number = this.#number;
    const answer = new Promise<WeatherReply>((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.child.send({ number, ...asked }, (error) => error && reject(error));
    });
    let late: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error(`The weather process has not answered within ${patience / 1_000} s.`)), patience);
    });
    return Promise.race([answer, silence]).finally(() => {
      clearTimeout(late);
      this.#waiting.delete(number);
    });
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    if (!this.closing) this.#die(error);
  }
}

/** The same as `startWeather`, in a process of its own. */
export async function forkWeather(target: Target, conditions: Partial<Conditions> = {}, place?: Place): Promise<WeatherProcess> {
  const channel = new Channel(forkModule('process-main', import.meta.url));
  const { child } = channel;
  const { port = 0 } = await channel
    .ask({ call: 'start', target, conditions, ...(place && { place }) }, answerTimes.start)
    .catch((error: unknown) => {
      child.kill('SIGKILL');
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
    died: channel.died,
    async close(grace = 0) {
      channel.closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      await channel.ask({ call: 'close', grace }, grace + answerTimes.close).catch(() => child.kill('SIGKILL'));
      await exited;
    },
  };
}
