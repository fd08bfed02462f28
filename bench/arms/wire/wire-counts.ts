import { recordOf } from '../../result/keys.ts';

/** What is counted between a client's socket and its HTTP, for all clients together; a difference of two is what happened between. */
const wireFields = [
  // Records of TLS that hold data of an application, and the bytes that went through TLS.
  'recordsUp',
  'recordsDown',
  'plainUp',
  'plainDown',
  // Frames of HTTP/2, and the bytes in them by what they are for.
  'framesUp',
  'framesDown',
  'blockUp',
  'blockDown',
  'dataUp',
  'dataDown',
  'controlUp',
  'controlDown',
  // What the model says of the header blocks of the same exchanges.
  'modelBlockUp',
  'modelBlockDown',
] as const;

export type WireCounts = Readonly<Record<(typeof wireFields)[number], number>>;

export const noWire = (): Record<(typeof wireFields)[number], number> => recordOf(wireFields, () => 0);

/** A later count minus an earlier one. */
export const wireBetween = (one: WireCounts, other: WireCounts): WireCounts => recordOf(wireFields, (field) => other[field] - one[field]);
