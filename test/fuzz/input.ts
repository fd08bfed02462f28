import fc from 'fast-check';
import { seededRandom } from '../../bench/statistics/random.ts';
import { arbitraries } from './arbitraries.ts';
import { mutated } from './mutator.ts';

/** How an input was made: requests and frames out of their parts, or bytes that a mutator has spoilt. */
export const kinds = ['http', 'websocket', 'raw'] as const;
export type Kind = (typeof kinds)[number];

/** What one peer does on one connection. */
export interface Input {
  readonly kind: Kind;
  /** Written one after the other, each in a turn of its own. */
  readonly pieces: readonly Buffer[];
  /** How it goes: it says no more and listens, or vanishes. */
  readonly leave: 'halfClose' | 'reset';
}

/** Inputs that fast-check draws at once. */
const batch = 600;

/** The same seed gives the same inputs in the same order, the three kinds by turns. */
export function* inputsOf(seed: number, count: number): Generator<Input> {
  for (let from = 0; from < count; from += batch) {
    const drawSeed = seed * 100_003 + from / batch;
    const random = seededRandom(drawSeed);
    const each = batch / kinds.length;
    const [http, websocket] = [arbitraries.http, arbitraries.websocket].map((arbitrary) => fc.sample(arbitrary, { seed: drawSeed, numRuns: each }));
    for (let index = 0; index < batch && from + index < count; index += 1) {
      const kind = kinds[index % kinds.length] as Kind;
      const drawn = { http: http?.[Math.floor(index / 3)], websocket: websocket?.[Math.floor(index / 3)], raw: undefined }[kind];
      yield { kind, pieces: drawn ?? mutated(random), leave: random() < 0.1 ? 'reset' : 'halfClose' };
    }
  }
}
