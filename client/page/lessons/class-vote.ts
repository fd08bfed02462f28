/** A bet as a class votes on it: one of a few options, or a shape. */
import type { Placed } from './judge.ts';
import type { Bet } from './lesson.ts';

/** Bins of a scale. */
const bins = 6;

/** What can be bet, as the lab is told: options; of a scale its bins; of an order what is put first; of a shape its bars, each up to `most`. */
export function optionsOf(bet: Bet): { readonly options: readonly string[]; readonly most?: number } {
  if (bet.kind === 'choice') return { options: Object.keys(bet.options) };
  if (bet.kind === 'sort') return { options: bet.items };
  if (bet.kind === 'curve') return { options: bet.of, most: bet.range[1] };
  return { options: Array.from({ length: bins }, (_, index) => `bin-${index}`) };
}

/** From and to where a bin of a scale goes. */
export function binSpan({ range: [least, most] }: Extract<Bet, { kind: 'number' }>, index: number): readonly [number, number] {
  const at = (edge: number) => least + ((most - least) * edge) / bins;
  return [at(index), at(index + 1)];
}

/** @returns `undefined` for what is no bet of this kind */
export function voteOf(bet: Bet, placed: Placed): string | readonly number[] | undefined {
  if (bet.kind === 'curve') return Array.isArray(placed) ? placed.map(Number) : undefined;
  if (bet.kind === 'sort') return Array.isArray(placed) ? `${placed[0]}` : undefined;
  if (bet.kind === 'choice') return `${placed}`;
  const [least, most] = bet.range;
  return `bin-${Math.min(bins - 1, Math.max(0, Math.floor((bins * (Number(placed) - least)) / (most - least))))}`;
}
