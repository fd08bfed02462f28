import type { TransportName } from '../../server/stream/protocol.ts';
import { answerFraming, answerHead, costOf, crossover, eventFraming, frameHeader, inChunk, type Situation } from '../model/index.ts';
import type { Ledger } from '../result/result.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import type { Reading } from './measure.ts';

const distinct = (values: readonly number[]): number[] => [...new Set(values.map((value) => Number(value.toPrecision(6))))];

/**
 * Rates and intervals of the map, as multiples of the base conditions. The measured ones lie on both sides of the point where polling begins to win.
 */
const mapRates = ({ rate }: Settings): number[] => distinct([0.01, 0.05, 0.1, 0.2, 0.5, 1, 2].map((share) => share * rate));
const mapIntervals = ({ pollInterval }: Settings): number[] => distinct([0.25, 1, 5, 10].map((share) => share * pollInterval));
export const measuredRates = ({ rate }: Settings): number[] => distinct([0.2, 1].map((share) => share * rate));
export const measuredIntervals = ({ pollInterval }: Settings): number[] => distinct([0.25, 1].map((share) => share * pollInterval));

/** The measured inputs of the model. The rest of a situation is given by the place on the map. */
export type Constants = Pick<Situation, 'payload' | 'cursor' | 'heads'>;

const nothing: Ledger = { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 };

/**
 * Rows for every place on the map, for Poisson arrivals. They are computed; only the constants are measured. @param clients for the conditions; bytes
 * do not depend on them
 */
export function modelReadings(settings: Settings, transports: readonly TransportName[], constants: Constants, clients: number): Reading[] {
  return transports.flatMap((arm) =>
    mapRates(settings).flatMap((rate) =>
      // Only polling depends on the interval.
      mapIntervals(settings)
        .slice(0, arm === 'polling' ? undefined : 1)
        .map((interval): Reading => {
          const { bytes, wire } = costOf(arm, { ...constants, rate, interval, rtt: 0 });
          const conditions = conditionsOf({ ...settings, pollInterval: interval }, arm, { clients, rate });
          const round = { seconds: 0, metrics: { bytes, wireBytes: wire }, ledger: nothing };
          return { measure: 'crossover', arm, twin: false, variant: 'model', conditions, round };
        }),
    ),
  );
}

/**
 * Notifications per interval from which on polling takes fewer bytes with TCP/IP than a push, in closed form. None for long-polling, which also
 * polls.
 */
export function predictedBreakEven(transport: TransportName, { payload, cursor, heads }: Constants): number | undefined {
  const overheads: Partial<Record<TransportName, number>> = {
    sse: inChunk(payload + eventFraming(cursor)) - payload,
    websocket: frameHeader(payload),
  };
  const pushOverhead = overheads[transport];
  const body = answerFraming(cursor) + payload;
  const response = answerHead + String(body).length + answerFraming(cursor);
  return pushOverhead === undefined ? undefined : crossover({ request: heads.polling.question + cursor, response, pushOverhead });
}

/** The cost of a notification by polling. */
export interface PolledCost {
  /** Requests per notification, which is the inverse of notifications per interval. */
  readonly requests: number;
  readonly wireBytes: number;
}

/**
 * The same from measurements: bytes grow linearly with requests per notification, so the break-even is interpolated between two measured places.
 * @returns `undefined` if polling always took more, or always fewer
 */
export function measuredBreakEven(polled: readonly PolledCost[], push: number): number | undefined {
  const points = [...polled].sort((one, other) => one.requests - other.requests);
  for (const [index, low] of points.entries()) {
    const high = points[index + 1];
    if (!high || low.wireBytes > push || high.wireBytes <= push) continue;
    const share = (push - low.wireBytes) / (high.wireBytes - low.wireBytes);
    return 1 / (low.requests + share * (high.requests - low.requests));
  }
  return undefined;
}
