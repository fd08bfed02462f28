import { type MeasureName, measureNames } from '../result/measures.ts';
import type { Effort, Settings } from '../run/settings.ts';

type Budget = Pick<Settings, 'rounds' | 'duration' | 'glance' | 'waiting' | 'rtts' | 'idle' | 'rates' | 'counts' | 'measures'>;

const main: readonly MeasureName[] = ['bytes', 'latency', 'server-load', 'memory'];

/** What each effort takes where no flag says otherwise. Rates and counts are multiples of those of the base conditions. */
export const budgets: Readonly<Record<Effort, Budget>> = {
  quick: { rounds: 3, duration: 1.1, glance: 0.5, waiting: 0, rtts: [0], idle: 0, rates: [0.5, 1, 8], counts: [1, 2, 4], measures: main },
  default: {
    rounds: 3,
    duration: 2.5,
    glance: 1,
    waiting: 1,
    rtts: [0, 100],
    idle: 20,
    rates: [0.5, 1, 2, 4],
    counts: [1, 3, 6],
    measures: measureNames,
  },
  full: {
    rounds: 5,
    duration: 5,
    glance: 2,
    waiting: 1,
    rtts: [0, 100, 300],
    idle: 60,
    rates: [0.5, 1, 2, 4, 8],
    counts: [1, 2, 5, 10],
    measures: measureNames,
  },
};

/** Milliseconds of round trip with --via: what is near and far through a proxy is what it is about. */
export const viaDistances: Readonly<Record<Effort, readonly number[]>> = { quick: [0], default: [0, 100, 300], full: [0, 100, 300] };
