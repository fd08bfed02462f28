import { seededRandom } from '../statistics/random.ts';

export interface StormPlan {
  readonly seed: number;
  /** Clients that reconnect to one node. */
  readonly clients: number;
  readonly jitter: boolean;
  /** Milliseconds until the node listens again. */
  readonly away: number;
  /** Connections that it accepts per second. */
  readonly accepts: number;
}

export interface StormOutcome {
  /** Attempts in the busiest 100 ms once it listens. */
  readonly peak: number;
  /** Handshakes that found the queue full. The clients' kernel repeats them. */
  readonly dropped: number;
  /** Seconds from the loss of the node until half of the clients are back, and all; infinite if that takes more than ten minutes. */
  readonly half: number;
  readonly all: number;
}

/** Milliseconds of a step. */
const step = 10;
/** Connections that Node keeps waiting to be accepted. */
const backlog = 511;
/** Milliseconds after which a kernel repeats an unanswered handshake, doubled each time (RFC 6298). */
const repeated = 1_000;
/** Repetitions before Linux gives the connection up. */
const mostRepeats = 6;
/** Milliseconds over which clients that notice the loss at once arrive, because networks differ. */
const spread = 100;
/** Milliseconds after which the simulation ends. */
const longest = 600_000;
/** The waits of the client library: milliseconds at first, doubled each time, up to the longest. */
const retry = { first: 500, longest: 30_000 };

/** The attempts that are due. Times are counted in steps. */
class Attempts {
  /** How many clients try, by their number of refused attempts; keys below 0 are unanswered handshakes. */
  readonly #due = new Map<number, Map<number, number>>();
  readonly #jitter: boolean;
  readonly #random: () => number;

  constructor(jitter: boolean, random: () => number) {
    this.#jitter = jitter;
    this.#random = random;
  }

  plan(at: number, failures: number, count = 1): void {
    const tries = this.#due.get(at) ?? new Map<number, number>();
    tries.set(failures, (tries.get(failures) ?? 0) + count);
    this.#due.set(at, tries);
  }

  /** Plans the next attempts after a failure. */
  planRetries(now: number, failures: number, count: number): void {
    const cap = Math.min(retry.longest, retry.first * 2 ** failures);
    for (let left = count; left > 0; left -= 1) {
      const wait = this.#jitter ? this.#random() * cap : cap + this.#random() * spread;
      this.plan(now + Math.max(1, Math.ceil(wait / step)), failures);
    }
  }

  take(now: number): Iterable<[failures: number, count: number]> {
    const tries = this.#due.get(now) ?? [];
    this.#due.delete(now);
    return tries;
  }
}

/** All clients lose their connections at once and come back by the rule of the client library, with jitter or without. */
export function simulateStorm({ seed, clients, jitter, away, accepts }: StormPlan): StormOutcome {
  const attempts = new Attempts(jitter, seededRandom(seed));
  attempts.planRetries(0, 0, clients);
  const [perStep, bars]: readonly [number, number[]] = [(accepts * step) / 1_000, []];
  let [queue, back, credit, dropped, half, now] = [0, 0, 0, 0, Number.POSITIVE_INFINITY, 0];
  for (; back < clients && now * step < longest; now += 1) {
    for (const [failures, count] of attempts.take(now)) {
      if (now * step < away) {
        attempts.planRetries(now, failures + 1, count);
        continue;
      }
      const bar = Math.floor((now * step) / 100);
      bars[bar] = (bars[bar] ?? 0) + count;
      const room = Math.max(0, Math.min(count, backlog - queue + Math.floor(perStep)));
      queue += room;
      dropped += count - room;
      const repeats = Math.max(0, -failures);
      if (repeats >= mostRepeats) attempts.planRetries(now, repeats, count - room);
      else if (count > room) attempts.plan(now + (repeated * 2 ** repeats) / step, -repeats - 1, count - room);
    }
    credit = Math.min(queue, credit + perStep);
    const served = Math.floor(credit);
    credit -= served;
    queue -= served;
    back += served;
    if (half === Number.POSITIVE_INFINITY && back >= clients / 2) half = (now * step) / 1_000;
  }
  return {
    peak: bars.reduce((most, count = 0) => Math.max(most, count), 0),
    dropped,
    half,
    all: back < clients ? Number.POSITIVE_INFINITY : (now * step) / 1_000,
  };
}
