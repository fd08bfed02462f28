import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { now } from './exchange.ts';
import type { ServerLoad } from './messages.ts';

/** Milliseconds between two samples of the event loop's delay; each sample contains them, so they are subtracted. */
const resolution = 10;

/** Measures what this process used since the last reading. */
export class LoadMeter {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution });
  #cpu = process.cpuUsage();
  #loop = performance.eventLoopUtilization();
  #at = performance.now();

  constructor() {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  read(streams: Pick<ServerLoad, 'sockets' | 'followers' | 'buffered'>): ServerLoad {
    const { user, system } = process.cpuUsage(this.#cpu);
    const { utilization } = performance.eventLoopUtilization(this.#loop);
    const seconds = (performance.now() - this.#at) / 1_000;
    const late = this.#delay.percentile(99) / 1e6 - resolution;
    this.#cpu = process.cpuUsage();
    this.#loop = performance.eventLoopUtilization();
    this.#at = performance.now();
    this.#delay.reset();
    const { rss, heapUsed } = process.memoryUsage();
    return {
      at: now(),
      cpu: (user + system) / 1_000 / seconds,
      utilisation: utilization,
      loopDelayP99: Math.max(0, Number.isFinite(late) ? late : 0),
      rss,
      heap: heapUsed,
      ...streams,
    };
  }
}
