import { ListenError } from '../../listen.ts';
import { forkRemote } from '../../processes/channel.ts';
import type { WeatherHandlers } from './process-main.ts';
import type { Arrivals, Clients, Conditions, Fault, Place, Target, WeatherStats } from './weather.ts';

/** A relay in a separate process, so that its work does not slow the event loop that is measured. Every method resolves when it has taken effect. */
export interface WeatherProcess {
  /** Where clients connect. */
  readonly port: number;
  /** Its process id, for measurements of its processor time. */
  readonly pid: number;
  set(changes: Partial<Conditions>): Promise<void>;
  retarget(target: Target): Promise<void>;
  /** @returns lifts the fault before its time */
  fault(fault: Fault): Promise<() => Promise<void>>;
  stats(): Promise<WeatherStats>;
  arrivals(from: number): Promise<Arrivals>;
  /** Resolves if the process ends without being asked to. */
  readonly died: Promise<Error>;
  /**
   * Ends the process. May be called twice.
   * @param grace milliseconds for bytes in transit to arrive first
   */
  close(grace?: number): Promise<void>;
}

/** Milliseconds to wait for an answer, because a stopped process (SIGSTOP) gives none. `start` includes the start of the process on a busy machine. */
const answerTimes = { start: 60_000, usual: 10_000, close: 1_000 };

/** @param patience milliseconds */
function within<Value>(answer: Promise<Value>, patience = answerTimes.usual): Promise<Value> {
  let late: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`The weather process has not answered within ${patience / 1_000} s.`)), patience);
  });
  return Promise.race([answer, silence]).finally(() => clearTimeout(late));
}

/** Like `startWeather`, in a separate process. @param clients learns the real clients */
export async function forkWeather(target: Target, conditions: Partial<Conditions> = {}, place?: Place, clients?: Clients): Promise<WeatherProcess> {
  const remote = forkRemote<WeatherHandlers>('server/lab/apparatus/weather/process-main', 'weather process', {
    ...(clients && { news: { came: (client: never) => clients.came(client), went: (port: never) => clients.went(port) } }),
    errors: { ListenError: (message) => new ListenError(message) },
  });
  const start = remote.call('start', { target, conditions, ...(place && { place }) });
  const port = await within(start, answerTimes.start).catch(async (error: unknown) => {
    await remote.stop(0);
    throw error;
  });
  return {
    port,
    pid: remote.pid,
    set: (changes) => within(remote.call('set', changes)),
    retarget: (to) => within(remote.call('retarget', to)),
    async fault(fault) {
      const named = await within(remote.call('fault', fault));
      return () => within(remote.call('lift', named));
    },
    stats: () => within(remote.call('stats')),
    arrivals: (from) => within(remote.call('arrivals', from)),
    died: remote.died,
    close: (grace = 0) => remote.stop(answerTimes.close, () => within(remote.call('close', grace), grace + answerTimes.close)),
  };
}
