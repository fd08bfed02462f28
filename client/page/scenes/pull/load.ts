import { forecast } from '../../../../bench/model/what-if.ts';
import { transports } from '../../../../bench/result/identity.ts';
import type { TransportName } from '../../../stream/index.ts';
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

/** Of a clock that does not look at the updates, so many polls meet none of them: e^(−rate × interval) for Poisson arrivals. */
const emptyShare = (polls: boolean, name: TransportName, { rate, interval }: Wish): number =>
  polls && name === 'polling' ? 100 * Math.exp((-rate * interval) / 1_000) : 0;

/** What the model says. @param payload bytes of an update as JSON @param rtt milliseconds */
export function computed(name: TransportName, wish: Wish, payload: number, rtt: number): Load {
  const { rate, users, interval } = wish;
  const { requests, application, staleness } = forecast(name, { clients: users, rate, pollInterval: interval, payload, cookies: 0, rtt });
  return { requests, empty: emptyShare(transports[name].polls, name, wish), staleness, megabits: application.up + application.down };
}

const sum = ({ headers, framing, payload }: LaneSummary['up']): number => headers + framing + payload;

/** What one lane of this page does, for as many users. @param seconds since its numbers began */
export function measured({ requests, empties, latency, up, down }: LaneSummary, { users }: Wish, seconds: number): Load {
  if (seconds < 1 || latency.count === 0) return { requests: undefined, empty: undefined, staleness: undefined, megabits: undefined };
  return {
    requests: (users * requests) / seconds,
    empty: requests === 0 ? 0 : (100 * empties) / requests,
    staleness: latency.mean,
    megabits: (users * 8 * (sum(up) + sum(down))) / seconds / 1e6,
  };
}
