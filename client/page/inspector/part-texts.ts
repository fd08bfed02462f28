import type { Part } from '../../../server/lab/apparatus/telemetry/anatomy.ts';
import type { Direction } from './dissection.ts';

type Sentences = Readonly<Record<string, string>>;

/** Sentences on the parts of an exchange, by their names in small letters. */
export interface PartTexts {
  readonly meaning: Readonly<Record<'headers' | 'framing', Sentences>>;
  /** Of headers field by field in each direction, of framing and payload part by part. `otherwise` is for the rest. */
  readonly droppable: Readonly<Record<Direction | 'framing' | 'payload', Sentences>>;
}

/** The purpose of a part; nothing if its name says it, or it belongs to the browser or a proxy. */
export const meaningOf = ({ meaning }: PartTexts, { kind, name, explanation }: Part): string =>
  explanation ?? (kind === 'payload' ? undefined : meaning[kind][name.toLowerCase()]) ?? '';

/** Could this be dropped? In a sentence. */
export function droppable({ droppable: sentences }: PartTexts, { kind, name }: Part, direction: Direction): string {
  const known = sentences[kind === 'headers' ? direction : kind];
  return known[name.toLowerCase()] ?? known.otherwise ?? '';
}
