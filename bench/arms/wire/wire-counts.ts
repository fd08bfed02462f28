import { recordOf } from '../../result/keys.ts';

/** Counts between a client's socket and its HTTP, for all clients together. The difference of two readings is what happened in between. */
const wireFields = [
  // TLS records that hold application data, and the bytes that went through TLS.
  'recordsUp',
  'recordsDown',
  'plainUp',
  'plainDown',
  // HTTP/2 frames, and the bytes in them by purpose.
  'framesUp',
  'framesDown',
  'blockUp',
  'blockDown',
  'dataUp',
  'dataDown',
  'controlUp',
  'controlDown',
  // The model's prediction for the header blocks of the same exchanges.
  'modelBlockUp',
  'modelBlockDown',
] as const;

export type WireCounts = Readonly<Record<(typeof wireFields)[number], number>>;

export const noWire = (): Record<(typeof wireFields)[number], number> => recordOf(wireFields, () => 0);

/** A later count minus an earlier one. */
export const wireBetween = (one: WireCounts, other: WireCounts): WireCounts => recordOf(wireFields, (field) => other[field] - one[field]);
