import type { Socket } from 'node:net';
import type { Conditions, Direction } from './conditions.ts';
import type { Deadlines } from './deadlines.ts';
import type { Patience } from './farewell.ts';

/** What all connections of a relay share, as it is at present. */
export interface RelayState {
  readonly conditions: Conditions;
  readonly deadlines: Deadlines;
  readonly random: () => number;
  /** Requests are answered with 503. */
  readonly unavailable: boolean;
  /** Requests have come to it, or one of them was answered with 503. */
  readonly count: (what: 'requests' | 'refused', count: number) => void;
  /** Directions in which nothing passes. */
  readonly held: (direction: Direction) => boolean;
  /** Bytes that may wait in one direction of a connection. */
  readonly lineLimit: number;
  readonly patience: Patience;
  /**
   * Takes a client over if it asks for what is served without weather.
   * @param bytes the first ones of a request
   * @returns whether it did
   */
  readonly takeOver: (client: Socket, bytes: Buffer) => boolean;
}
