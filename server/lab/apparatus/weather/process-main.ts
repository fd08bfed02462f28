import { serve, tell } from '../../processes/channel.ts';
import { type Conditions, type Fault, type Place, startWeather, type Target, type Weather } from './weather.ts';

/** The relay's process: executes its parent's commands, and ends with the parent. */
let weather: Weather | undefined;
const lifts: (() => void)[] = [];

const started = (): Weather => {
  if (!weather) throw new Error('Expected the call "start" first.');
  return weather;
};

const handlers = {
  /** @returns where clients connect */
  async start({ target, conditions, place }: { target: Target; conditions: Partial<Conditions>; place?: Place }) {
    weather = await startWeather(target, conditions, place, undefined, {
      came: (client) => tell('came', client),
      went: (port) => tell('went', port),
    });
    return weather.port;
  },
  set: (changes: Partial<Conditions>) => started().set(changes),
  retarget: (target: Target) => started().retarget(target),
  /** @returns names the fault, to lift it */
  fault: (fault: Fault) => lifts.push(started().fault(fault)) - 1,
  lift: (fault: number) => lifts[fault]?.(),
  stats: () => started().stats(),
  arrivals: (from: number) => started().arrivals(from),
  close: async (grace: number) => weather?.close(grace),
};

export type WeatherHandlers = typeof handlers;

serve(handlers);
// This process holds the port, so a signal to "the process that listens there" reaches it, but is meant for the lab: pass it on.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.kill(process.ppid, signal));
