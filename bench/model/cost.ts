import type { TransportName } from '../../server/stream/protocol.ts';
import { flowOf, type Situation } from './flow.ts';
import { type BothWays, segmentHeader, segments } from './segments.ts';

/** Bytes per delivered notification for Poisson arrivals, up and down together, heartbeats not included. */
export interface Cost {
  /** At the socket. */
  readonly bytes: number;
  /** With TCP, IP and acknowledgements. */
  readonly wire: number;
  readonly requests: number;
}

/** What one notification costs on a transport. @param situation with a rate above 0 */
export function costOf(transport: TransportName, situation: Situation): Cost {
  const { requests, socket, wire } = flowOf(transport, situation, { heartbeat: 0, hold: Number.POSITIVE_INFINITY });
  const each = ({ up, down }: BothWays) => (up + down) / situation.rate;
  return { bytes: each(socket), wire: each(wire), requests: requests / situation.rate };
}

/** Constants of a comparison at the IP layer, in bytes. */
export interface CrossoverCosts {
  readonly request: number;
  /** An answer without any notification. */
  readonly response: number;
  /** What a push adds to its payload: 2 for a WebSocket frame, 20 for an event with `id: 1` in a chunk. */
  readonly pushOverhead: number;
  /** What a notification in an answer adds to its payload: a comma. */
  readonly separator?: number;
}

/**
 * Notifications per poll interval (λT) above which polling takes fewer bytes than pushing each by itself: (request + response + 3 × 52) / (push
 * overhead + 2 × 52 − separator). Batching pushes moves this point.
 */
export const crossover = ({ request, response, pushOverhead, separator = 1 }: CrossoverCosts): number =>
  (request + response + segments.exchange * segmentHeader.ipv4) / (pushOverhead + segments.push * segmentHeader.ipv4 - separator);
