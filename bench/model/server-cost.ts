import type { TransportName } from '../../server/stream/protocol.ts';
import { keysOf } from '../result/keys.ts';
import type { WhatIf } from './what-if.ts';

/** Measured costs of a server for one transport. */
export interface TransportCoefficients {
  /** Microseconds of processor time for one more notification delivered. */
  readonly cpuPerNotification: number;
  /** Microseconds per second for a client without any notification. A polling client goes on asking, every `pollInterval` milliseconds. */
  readonly idleCpu: number;
  /** KiB of one more connection. */
  readonly heapPerConnection: number;
  readonly rssPerConnection: number;
  /** Milliseconds; for polling only. */
  readonly pollInterval?: number;
}

/** From the smallest to the largest that was measured. */
export type Span = readonly [least: number, most: number];

/** The range of the measurement. `payload` is bytes of `data`, `pollInterval` milliseconds, `rate` notifications per second. */
export type MeasuredRange = Readonly<Record<'clients' | 'rate' | 'payload' | 'pollInterval', Span>>;

/** Measured costs of a server, from which other situations can be computed. */
export interface Coefficients {
  readonly transports: Readonly<Partial<Record<TransportName, TransportCoefficients>>>;
  readonly measuredRange: MeasuredRange;
}

/** Coefficients, with the run and the machine that measured them. */
export interface Reference {
  readonly coefficients: Coefficients;
  /** ISO 8601. */
  readonly started: string;
  readonly commit: string;
  readonly machine: string;
}

/** What a server needs. */
export interface ServerCost {
  /** Busy cores; one process of Node cannot use much more than one. */
  readonly cores: number;
  /** MiB in addition to an idle server. */
  readonly heap: number;
  readonly rss: number;
}

/** @returns `undefined` if this transport was not measured */
export function serverCost(transport: TransportName, { clients, rate, pollInterval }: WhatIf, { transports }: Coefficients): ServerCost | undefined {
  const measured = transports[transport];
  if (!measured) return undefined;
  // Half as many polls cost half as much while nothing happens.
  const pace = measured.pollInterval === undefined ? 1 : measured.pollInterval / pollInterval;
  const microseconds = clients * (measured.idleCpu * pace + rate * measured.cpuPerNotification);
  return {
    cores: Math.max(0, microseconds) / 1e6,
    heap: (clients * measured.heapPerConnection) / 1_024,
    rss: (clients * measured.rssPerConnection) / 1_024,
  };
}

/** @returns the numbers that lie outside the measured range: a cost computed from them is an extrapolation, and should be called one */
export const beyondMeasured = (given: WhatIf, { measuredRange }: Coefficients): (keyof MeasuredRange)[] =>
  keysOf(measuredRange).filter((name) => given[name] < measuredRange[name][0] || given[name] > measuredRange[name][1]);
