import type { TransportName } from '../../../../server/stream/protocol.ts';
import type { Observation } from '../observation.ts';

/** A sentence of what was seen; `true`: it is as it should be; `undefined`: not tried, or not to be seen. */
export type Seen = string | true | undefined;

/** Something that a push endpoint may do wrong. */
export interface Finding {
  readonly name: string;
  readonly kinds: readonly TransportName[];
  /** It is seen only where something is published. */
  readonly needsPublish?: boolean;
  /** It is seen only where the check may be hostile. */
  readonly needsHostile?: boolean;
  /** Says what was seen of it. @param idle milliseconds of silence that proxies allow */
  readonly see: (observation: Observation, idle: number) => Seen;
  /** What becomes of readers. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** A document below `docs`, with its anchor. */
  readonly shown: string;
  /** Where the lab shows it. */
  readonly lab?: string;
}

export const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 100) / 10} s`;

/** What stands where a part of an observation is there. */
export const given = <Value>(value: Value | undefined, see: (value: Value) => Seen): Seen => (value === undefined ? undefined : see(value));
