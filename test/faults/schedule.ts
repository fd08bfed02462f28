import { seededRandom, shuffled } from '../../bench/statistics/random.ts';

/** What can go wrong, and how often it is drawn where a place has it. */
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
  /** Publishes that are acknowledged between the fault before and this one. */
  readonly calm: number;
  /** Chooses a line, a node, a reader: from 0 to below 2^31, to be divided by how many there are. */
  readonly target: number;
  /** Milliseconds, for what lasts. */
  readonly length: number;
}

/** What the seed draws: one of each kind, as far as there is room, and the rest by weight. The same seed, kinds and count make the same schedule. @param calm publishes between two faults, on average */
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
