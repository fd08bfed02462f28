import type { Return } from './network.ts';
import { StreamError } from './stream-error.ts';

/** Milliseconds that timers can take: 2^31 - 1 of them are 24.8 days. */
const longestTimer = 2 ** 31 - 1;
/** Milliseconds that a line gets to say something after the network, or the page, came back. */
const probe = 1_000;

/** Watches a line for saying nothing. */
export class Silence {
  readonly #dead: (error: StreamError) => void;
  #heardAt = 0;
  /** By the wall clock, which goes on while the machine sleeps; the other does not everywhere. */
  #heardAtWall = 0;
  /** Milliseconds that a healthy line may be silent. */
  #normal = 0;
  #watchdog: ReturnType<typeof setInterval> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(dead: (error: StreamError) => void) {
    this.#dead = dead;
  }

  heard(): void {
    this.#heardAt = performance.now();
    this.#heardAtWall = Date.now();
  }

  /**
   * @param heartbeat milliseconds, as the server says; 0 is none
   * @param otherwise milliseconds that a line without heartbeats may be silent
   */
  watch(heartbeat: number, otherwise: number): void {
    this.stop();
    const every = Math.min(Math.max(heartbeat, 20), longestTimer / 4);
    this.#normal = heartbeat ? 1.25 * every : otherwise;
    if (heartbeat) this.#watchdog = setInterval(() => this.#overdue(2.5 * every), every / 4);
  }

  /** The line may have died unheard. One that is merely seen again is trusted while it is not overdue. */
  suspect(why: Return, patience: number): void {
    if (this.#probe || (why === 'visibilitychange' && Date.now() - this.#heardAtWall < this.#normal)) return;
    const silent = performance.now() - this.#heardAt;
    const before = this.#heardAt;
    this.#probe = setTimeout(
      () => {
        this.#probe = undefined;
        if (this.#heardAt === before) this.#dead(new StreamError(`silent since the event ${why}`));
      },
      // A line that has just spoken may be quiet for a moment; so this is no more often than its patience.
      Math.max(probe, patience - silent),
    );
  }

  stop(): void {
    clearInterval(this.#watchdog);
    clearTimeout(this.#probe);
    this.#probe = undefined;
  }

  #overdue(deadline: number): void {
    if (performance.now() - this.#heardAt > deadline) this.#dead(new StreamError(`silent for ${deadline / 1_000} s`));
  }
}
