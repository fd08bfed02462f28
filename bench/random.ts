/** Numbers in [0, 1), each call the next one. */
export type Random = () => number;

/**
 * The mulberry32 generator: 32 bits of state, so that one printed number repeats a whole run.
 * @param seed any integer; its lower 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Waiting time until the next arrival of a Poisson process. @param rate arrivals per unit of time, above 0 @returns units of time */
export const exponential = (random: Random, rate: number): number => -Math.log(1 - random()) / rate;

/** A standard normal number (Box and Muller, 1958). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A shuffled copy (Fisher and Yates): the order in which the arms of a round are run. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const pool = [...items];
  return items.map(() => pool.splice(Math.floor(random() * pool.length), 1)[0] as Item);
}
