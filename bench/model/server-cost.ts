import type { TransportName } from '../../server/stream/protocol.ts';
import { keysOf } from '../result/keys.ts';
import type { WhatIf } from './what-if.ts';

/** What a server was measured to spend on one transport. */
export interface TransportCoefficients {
  /** Microseconds of processor time for one more notification delivered. */
  readonly cpuPerNotification: number;
  /** Microseconds a second for a client for whom nothing happens. Polling asks meanwhile, once in `pollInterval` milliseconds. */
  readonly idleCpu: number;
  /** KiB of one more connection. */
  readonly heapPerConnection: number;
  readonly rssPerConnection: number;
  /** Milliseconds; of polling only. */
  readonly pollInterval?: number;
}

/** From the smallest to the largest that was measured. */
export type Span = readonly [least: number, most: number];

/** Where something was measured. `payload` is bytes of `data`, `pollInterval` milliseconds, `rate` notifications per second. */
export type MeasuredRange = Readonly<Record<'clients' | 'rate' | 'payload' | 'pollInterval', Span>>;

/** What a result says of a server, in numbers that another situation can be computed from. */
export interface Coefficients {
  readonly transports: Readonly<Partial<Record<TransportName, TransportCoefficients>>>;
  readonly measuredRange: MeasuredRange;
}

/** Coefficients, and the run and machine that they were measured by. */
export interface Reference {
  readonly coefficients: Coefficients;
  /** ISO 8601. */
  readonly started: string;
  readonly commit: string;
  readonly machine: string;
}

/** What a server would need. */
export interface ServerCost {
  /** Cores that are busy; one process of Node cannot use many more than one. */
  readonly cores: number;
  /** MiB beside what an idle server takes. */
  readonly heap: number;
  readonly rss: number;
}

/** @returns `undefined` if this transport was not measured */
export function serverCost(transport: TransportName, { clients, rate, pollInterval }: WhatIf, { transports }: Coefficients): ServerCost | undefined {
  const measured = transports[transport];
  if (!measured) return undefined;
  // Who asks half as often costs half as much while nothing happens.
  const pace = measured.pollInterval === undefined ? 1 : measured.pollInterval / pollInterval;
  const microseconds = clients * (measured.idleCpu * pace + rate * measured.cpuPerNotification);
  return {
    cores: Math.max(0, microseconds) / 1e6,
    heap: (clients * measured.heapPerConnection) / 1_024,
    rss: (clients * measured.rssPerConnection) / 1_024,
  };
}

/** @returns which of its numbers lie beyond what was measured: a cost that is computed from them is an extrapolation, and should be called one */
export const beyondMeasured = (given: WhatIf, { measuredRange }: Coefficients): (keyof MeasuredRange)[] =>
  keysOf(measuredRange).filter((name) => given[name] < measuredRange[name][0] || given[name] > measuredRange[name][1]);
