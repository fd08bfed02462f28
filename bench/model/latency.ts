/** The distribution of a latency, in milliseconds. */
export interface LatencyModel {
  readonly mean: number;
  /** @param share from 0 to 1 @returns the milliseconds below which this share lies */
  readonly quantile: (share: number) => number;
}

/**
 * A client that polls on absolute deadlines: the notification waits for the next poll, uniformly over the interval, and then takes half a round trip.
 * (Asking one interval after each answer would wait rtt/2 longer on average.)
 * @param interval milliseconds between two polls @param rtt milliseconds, below the interval
 */
export const pollingLatency = (interval: number, rtt: number): LatencyModel => ({
  mean: interval / 2 + rtt / 2,
  quantile: (share) => share * interval + rtt / 2,
});

/** Always one way, half a round trip. @param rtt milliseconds */
export const pushLatency = (rtt: number): LatencyModel => ({ mean: rtt / 2, quantile: () => rtt / 2 });

/**
 * Milliseconds between an answer and the next held poll: the answer travels to the client, and the next request back. @param handling milliseconds in
 * client and server
 */
export const deafGap = (rtt: number, handling = 0): number => rtt + handling;

/**
 * Share of notifications that are published while no poll is held, for Poisson arrivals: λg of them fall into each gap, and e^(−λg) of the gaps stay
 * empty and are followed by a poll that is held until one arrives.
 * @param rate notifications per second @param gap milliseconds
 */
export function deafShare(rate: number, gap: number): number {
  const expected = (rate * gap) / 1_000;
  return expected / (expected + Math.exp(-expected));
}

/** Notifications in an answer of long-polling, for Poisson arrivals and a hold that never ends: λg + e^(−λg). */
export function perLongPollAnswer(rate: number, gap: number): number {
  const expected = (rate * gap) / 1_000;
  return expected + Math.exp(-expected);
}

/**
 * Half a round trip, plus, for notifications published in the gap, the rest of the gap, uniformly distributed. For Poisson arrivals; a periodic
 * schedule is simulated.
 */
export function longPollingLatency(rate: number, rtt: number, handling = 0): LatencyModel {
  const gap = deafGap(rtt, handling);
  const deaf = deafShare(rate, gap);
  return {
    mean: rtt / 2 + (deaf * gap) / 2,
    quantile: (share) => rtt / 2 + (deaf > 0 ? Math.max(0, (share - (1 - deaf)) / deaf) * gap : 0),
  };
}
