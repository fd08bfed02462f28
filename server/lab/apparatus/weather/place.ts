import type { AddressBounds } from '../../limits/address-limits.ts';
import type { Bypass } from './bypass.ts';

/** Where the relay leads. */
export interface Target {
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
}

/** Where the relay is reached. */
export interface Place {
  /** `localhost` is 127.0.0.1 and ::1. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What is reached at the same port without weather. */
  readonly bypass?: Bypass;
  /** Of connections of one address, and of new ones a second. Default: no bounds. */
  readonly bounds?: AddressBounds;
}
