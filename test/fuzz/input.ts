import fc from 'fast-check';
import { seededRandom } from '../../bench/statistics/random.ts';
import { arbitraries } from './arbitraries.ts';
import { mutated } from './mutator.ts';

/** How an input was made: requests and frames from their parts, or bytes that a mutator has damaged. */
export const kinds = ['http', 'websocket', 'raw'] as const;
export type Kind = (typeof kinds)[number];

/** The behaviour of one peer on one connection. */
export interface Input {
  readonly kind: Kind;
  /** Written one after the other, each in a separate turn of the event loop. */
  readonly pieces: readonly Buffer[];
  /** How it ends: it stops sending and reads on, or disconnects. */
  readonly leave: 'halfClose' | 'reset';
}

/** Number of inputs that fast-check draws at once. */
const batch = 600;

/** The inputs of a seed, the three kinds by turns. The same seed gives the same inputs in the same order. */
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
