import type { Part } from '../../../server/lab/apparatus/telemetry/anatomy.ts';
import type { Direction } from './dissection.ts';

/** Sentences on what could be dropped: of headers field by field in each direction, of framing and payload part by part. `otherwise` is for the rest. */
export type Droppable = Readonly<Record<Direction | 'framing' | 'payload', Readonly<Record<string, string>>>>;

/** Could this be dropped? In a sentence. */
export function droppable(sentences: Droppable, { kind, name }: Part, direction: Direction): string {
  const known = sentences[kind === 'headers' ? direction : kind];
  return known[name.toLowerCase()] ?? known.otherwise ?? '';
}
