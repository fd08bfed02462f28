import { afterAll, beforeAll, onTestFinished, vi } from 'vitest';
import type { forkWeather } from '../../server/lab/apparatus/weather/process.ts';
import { startWeather } from '../../server/lab/apparatus/weather/weather.ts';
import { type Config, readConfig } from '../../server/lab/config.ts';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import type { Draft } from '../../server/stream/protocol.ts';

/** The defaults, but on a free port, without the ticker and without a relay. */
export function labConfig(overrides: Partial<Config> = {}): Config {
  const invocation = readConfig([], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('No flags ask for the lab.');
  return { ...invocation.config, host: '127.0.0.1', port: 0, ticker: 0, weather: false, ...overrides };
}

/** The same relay, but in this process: a process of its own takes a third of a second of processor time to start, and most tests only need what the relay does to the bytes. */
const weatherHere: typeof forkWeather = async (target, conditions, place, clients) => {
  const weather = await startWeather(target, conditions, place, undefined, clients);
  return {
    port: weather.port,
    pid: process.pid,
    set: async (changes) => weather.set(changes),
    retarget: async (to) => weather.retarget(to),
    async fault(fault) {
      const lift = weather.fault(fault);
      return async () => lift();
    },
    stats: async () => weather.stats(),
    arrivals: async (from) => weather.arrivals(from),
    died: new Promise(() => {}),
    close: (grace) => weather.close(grace),
  };
};

/** Starts a lab for one test; it is closed when the test is over. @param raise starts the relay in front of it; default: in this process */
export async function startTestLab(overrides: Partial<Config> = {}, raise = weatherHere): Promise<Lab> {
  const lab = await startLab(labConfig(overrides), undefined, raise);
  onTestFinished(() => lab.close());
  return lab;
}

/**
 * One lab for all tests of a `describe`, which must leave it as it was.
 * @param results the folder with the bench's results; default: the lab has none
 * @returns the lab; it may be called once the tests run
 */
export function labOfAll(overrides: Partial<Config> = {}, results?: string): () => Lab {
  let lab: Lab | undefined;
  beforeAll(async () => {
    if (results) vi.stubEnv('TRANSPORT_LAB_RESULTS', results);
    lab = await startLab(labConfig(overrides), undefined, weatherHere).finally(() => vi.unstubAllEnvs());
  });
  afterAll(() => lab?.close());
  return () => {
    if (!lab) throw new Error('The lab of all tests starts before the first of them.');
    return lab;
  };
}

/** Appends `count` notifications whose data is 1, 2, 3 … in calls of at most 100. */
export async function appendNumbers(lab: Pick<Lab, 'log'>, count: number, event = 'number', from = 1): Promise<void> {
  const drafts: Draft[] = Array.from({ length: count }, (_, index) => ({ event, data: from + index }));
  for (let start = 0; start < count; start += 100) await lab.log.append(drafts.slice(start, start + 100));
}
