import { beyondMeasured, type Coefficients, type ServerCost, serverCost } from '../../../../bench/model/server-cost.ts';
import { forecast, type WhatIf } from '../../../../bench/model/what-if.ts';
import { transports } from '../../../../bench/result/identity.ts';
import { type TransportName, transportNames } from '../../../../server/stream/protocol.ts';
import type { LaneSummary } from '../../track/summary.ts';

/** What somebody asks himself who has so many users. */
export interface Wish {
  /** Updates per second. */
  readonly rate: number;
  readonly users: number;
  /** Milliseconds between two polls. */
  readonly interval: number;
}

/** For all users together. `undefined`: cannot be said, or not yet. */
export interface Load {
  /** Per second. */
  readonly requests: number | undefined;
  /** Percent of all requests that bring nothing. */
  readonly empty: number | undefined;
  /** Milliseconds that an update is old when it is here, on average. */
  readonly staleness: number | undefined;
  /** Mbit/s at the sockets, both directions. */
  readonly megabits: number | undefined;
}

/** What a server has to do for them. */
export interface Burden extends Pick<ServerCost, 'cores' | 'heap'> {
  /** It lies beyond what the bench has measured. */
  readonly extrapolated: boolean;
}

/** Of a clock that does not look at the updates, so many polls meet none of them: e^(−rate × interval) for Poisson arrivals. */
const emptyShare = (polls: boolean, name: TransportName, { rate, interval }: Wish): number =>
  polls && name === 'polling' ? 100 * Math.exp((-rate * interval) / 1_000) : 0;

/** For the costs only: what they do not depend on is left at nothing. */
const situation = (clients: number, rate: number, pollInterval: number, payload: number): WhatIf => ({
  clients,
  rate,
  pollInterval,
  payload,
  cookies: 0,
  rtt: 0,
});

/**
 * What these clients cost a server, by what the bench has measured.
 * @param clients of each transport; of those that are left out there are none
 * @returns `undefined` where a transport was not measured
 */
export function burdenOf(
  clients: Readonly<Partial<Record<TransportName, number>>>,
  { rate, interval }: Pick<Wish, 'rate' | 'interval'>,
  payload: number,
  coefficients: Coefficients,
): Burden | undefined {
  let [cores, heap, extrapolated] = [0, 0, false];
  for (const name of transportNames) {
    const count = clients[name] ?? 0;
    if (count === 0) continue;
    const given = situation(count, rate, interval, payload);
    const cost = serverCost(name, given, coefficients);
    if (!cost) return undefined;
    cores += cost.cores;
    heap += cost.heap;
    extrapolated ||= beyondMeasured(given, coefficients).length > 0;
  }
  return { cores, heap, extrapolated };
}

/** What the model says. @param payload bytes of an update as JSON @param rtt milliseconds */
export function computed(name: TransportName, wish: Wish, payload: number, rtt: number): Load {
  const { rate, users, interval } = wish;
  const { requests, application, staleness } = forecast(name, { clients: users, rate, pollInterval: interval, payload, cookies: 0, rtt });
  return { requests, empty: emptyShare(transports[name].polls, name, wish), staleness, megabits: application.up + application.down };
}

const sum = ({ headers, framing, payload }: LaneSummary['up']): number => headers + framing + payload;

/** What one lane of this page does, for as many users. */
export function measured({ requests, empties, latency, up, down, seconds }: LaneSummary, { users }: Wish): Load {
  if (seconds < 1 || latency.count === 0) return { requests: undefined, empty: undefined, staleness: undefined, megabits: undefined };
  return {
    requests: (users * requests) / seconds,
    empty: requests === 0 ? 0 : (100 * empties) / requests,
    staleness: latency.mean,
    megabits: (users * 8 * (sum(up) + sum(down))) / seconds / 1e6,
  };
}
