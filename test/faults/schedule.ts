import { seededRandom, shuffled } from '../../bench/statistics/random.ts';

/** The kinds of faults, and their weights in the draw. */
const weights = {
  cut: 16,
  'cut within a message': 12,
  'half-open': 8,
  stall: 8,
  'slow reader': 8,
  reconnect: 6,
  switch: 6,
  'cut all': 3,
  refuse: 3,
  'black hole': 2,
  'clock step': 3,
  'kill node': 3,
  'roll nodes': 1,
  'kill Redis': 2,
  'lose Redis': 2,
  'reload proxy': 2,
} as const;

export type FaultKind = keyof typeof weights;

export const faultKinds = Object.keys(weights) as readonly FaultKind[];

export interface Fault {
  readonly kind: FaultKind;
  /** Acknowledged publishes between the previous fault and this one. */
  readonly calm: number;
  /** Selects a connection, a node or a reader: from 0 to below 2^31, taken modulo their number. */
  readonly target: number;
  /** Milliseconds, for faults with a duration. */
  readonly length: number;
}

/** Draws the faults of a seed: one of each kind, as far as the count allows, and the rest by weight. The same seed, kinds and count give the same schedule. @param calm publishes between two faults, on average */
export function scheduleOf(seed: number, count: number, kinds: readonly FaultKind[], calm: number): readonly Fault[] {
  const random = seededRandom(seed);
  const urn = kinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));
  const drawn = Array.from({ length: Math.max(0, count - kinds.length) }, () => urn[Math.floor(random() * urn.length)] as FaultKind);
  return shuffled([...kinds, ...drawn], random)
    .slice(0, count)
    .map((kind) => ({
      kind,
      calm: Math.floor(random() * 2 * calm) + 1,
      target: Math.floor(random() * 2 ** 31),
      length: 50 + Math.floor(random() * 250),
    }));
}
