import type { Socket } from 'node:net';
import type { Conditions, Direction } from './conditions.ts';
import type { Deadlines } from './deadlines.ts';
import type { Patience } from './farewell.ts';

/** The current state that all connections of a relay share. */
export interface RelayState {
  readonly conditions: Conditions;
  readonly deadlines: Deadlines;
  readonly random: () => number;
  /** Whether the relay answers requests with 503. */
  readonly unavailable: boolean;
  /** Counts requests that came, or that were answered with 503. */
  readonly count: (what: 'requests' | 'refused', count: number) => void;
  /** Whether nothing passes in this direction. */
  readonly held: (direction: Direction) => boolean;
  /** Bytes that may wait in one direction of a connection. */
  readonly lineLimit: number;
  readonly patience: Patience;
  /**
   * Takes a client over if its request bypasses the relay.
   * @param bytes the first ones of a request
   * @returns whether it did
   */
  readonly takeOver: (client: Socket, bytes: Buffer) => boolean;
}
