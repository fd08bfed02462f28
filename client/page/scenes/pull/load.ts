import { beyondMeasured, type Coefficients, type ServerCost, serverCost } from '../../../../bench/model/server-cost.ts';
import { forecast, type WhatIf } from '../../../../bench/model/what-if.ts';
import { transports } from '../../../../bench/result/identity.ts';
import { type TransportName, transportNames } from '../../../../server/stream/protocol.ts';
import type { LaneSummary } from '../../track/summary.ts';

/** A question about the cost of many users. */
export interface Wish {
  /** Updates per second. */
  readonly rate: number;
  readonly users: number;
  /** Milliseconds between two polls. */
  readonly interval: number;
}

/** For all users together. `undefined`: unknown, or not yet known. */
export interface Load {
  /** Per second. */
  readonly requests: number | undefined;
  /** Percent of all requests that bring nothing new. */
  readonly empty: number | undefined;
  /** Age of an update on arrival in milliseconds, on average. */
  readonly staleness: number | undefined;
  /** Mbit/s at the sockets, both directions. */
  readonly megabits: number | undefined;
}

/** The server's load from them. */
export interface Burden extends Pick<ServerCost, 'cores' | 'heap'> {
  /** It lies outside the measured range. */
  readonly extrapolated: boolean;
}

/** Share of empty polls when polls and updates are independent: e^(−rate × interval) for Poisson arrivals. */
const emptyShare = (polls: boolean, name: TransportName, { rate, interval }: Wish): number =>
  polls && name === 'polling' ? 100 * Math.exp((-rate * interval) / 1_000) : 0;

/** For the costs only; irrelevant fields are 0. */
const situation = (clients: number, rate: number, pollInterval: number, payload: number): WhatIf => ({
  clients,
  rate,
  pollInterval,
  payload,
  cookies: 0,
  rtt: 0,
});

/**
 * The cost of these clients for a server, from the bench's measurements.
 * @param clients of each transport; absent ones are 0
 * @returns `undefined` if a transport was not measured
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

/** By the model. @param payload bytes of an update as JSON @param rtt milliseconds */
export function computed(name: TransportName, wish: Wish, payload: number, rtt: number): Load {
  const { rate, users, interval } = wish;
  const { requests, application, staleness } = forecast(name, { clients: users, rate, pollInterval: interval, payload, cookies: 0, rtt });
  return { requests, empty: emptyShare(transports[name].polls, name, wish), staleness, megabits: application.up + application.down };
}

const sum = ({ headers, framing, payload }: LaneSummary['up']): number => headers + framing + payload;

/** One lane of this page, scaled to as many users. */
export function measured({ requests, empties, latency, up, down, seconds }: LaneSummary, { users }: Wish): Load {
  if (seconds < 1 || latency.count === 0) return { requests: undefined, empty: undefined, staleness: undefined, megabits: undefined };
  return {
    requests: (users * requests) / seconds,
    empty: requests === 0 ? 0 : (100 * empties) / requests,
    staleness: latency.mean,
    megabits: (users * 8 * (sum(up) + sum(down))) / seconds / 1e6,
  };
}
