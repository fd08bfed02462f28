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

/**
 * Added anew for every slot (Weyl 1916: multiples of an irrational number fill an interval evenly). This value was searched for: with polls every
 * 1/10 to 40 slots, the median wait of 60 to 120 notifications is within 10 % of half the interval. With equal spacing it is permanently off by up to
 * half of it. Every 7 slots is the exception, because multiples of 7 fill the interval badly.
 */
const step = 0.1445;

/**
 * The place of an event in its slot, from 0 to below 1: one event in each slot. So a poll interval that divides the slots does not meet the same few
 * places for ever.
 * @param seed shifts all of them alike
 */
export function placesInSlots(seed: number): (slot: number) => number {
  const offset = seededRandom(seed)();
  return (slot) => (offset + slot * step) % 1;
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
