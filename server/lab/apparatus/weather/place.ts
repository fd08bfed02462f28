import type { AddressBounds } from '../../limits/address-limits.ts';
import type { Bypass } from './bypass.ts';

/** The server behind the relay. */
export interface Target {
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
}

/** Where the relay listens. */
export interface Place {
  /** `localhost` is 127.0.0.1 and ::1. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Requests on the same port that bypass the relay. */
  readonly bypass?: Bypass;
  /** Limits for connections of one address, and for new ones per second. @default none */
  readonly bounds?: AddressBounds;
}
