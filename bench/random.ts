import type { Random } from '../server/lab/apparatus/random.ts';

export { placesInSlots, type Random, seededRandom } from '../server/lab/apparatus/random.ts';

/** Waiting time until the next arrival of a Poisson process. @param rate arrivals per unit of time, above 0 @returns units of time */
export const exponential = (random: Random, rate: number): number => -Math.log(1 - random()) / rate;

/** A standard normal number (Box and Muller, 1958). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A shuffled copy (Fisher and Yates): the order in which the arms of a round are run. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const pool = [...items];
  return items.map(() => pool.splice(Math.floor(random() * pool.length), 1)[0] as Item);
}
