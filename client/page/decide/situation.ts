import type { WhatIf } from '../../../bench/model/index.ts';
import type { Needs } from './questions.ts';

/** Notifications per second. */
const rates: Readonly<Record<Needs['rate'], number>> = {
  'per-hour': 1 / 3_600,
  'per-minute': 1 / 60,
  'per-second': 1,
  '10-per-second': 10,
  '100-per-second': 100,
};

/** Milliseconds. */
const tolerances: Readonly<Record<Needs['staleness'], number>> = { '0.2s': 200, '2s': 2_000, '10s': 10_000, '60s': 60_000 };

/** The share of the allowed delay that a poll may wait; the rest is for the way back and for a slow answer. */
const shareOfWaiting = 0.75;

/** Round trips that the bench has measured, in milliseconds. */
type MeasuredRtt = 100 | 300;

/** The answers in numbers, as the model takes them. */
export interface Situation extends WhatIf {
  /** Milliseconds that a notification may be old. */
  readonly tolerance: number;
  readonly rtt: MeasuredRtt;
}

export function situationOf({ rate, staleness, clients, network }: Needs): Situation {
  const tolerance = tolerances[staleness];
  return {
    clients: Number(clients),
    rate: rates[rate],
    tolerance,
    pollInterval: tolerance * shareOfWaiting,
    // As the bench has them.
    payload: 100,
    cookies: 0,
    rtt: network === 'mobile' ? 300 : 100,
  };
}

/** `0.15 s`, `45 s`. @param value milliseconds */
export const secondsText = (value: number): string => `${value / 1_000} s`;
