import type { Return } from './network.ts';
import { StreamError, type Timer } from './stream-error.ts';

/** Milliseconds that timers can take: 2^31 - 1 of them are 24.8 days. */
const longestTimer = 2 ** 31 - 1;
/** Milliseconds that a line gets to say something after the network, or the page, came back. */
const probeTime = 1_000;

/** Watches a line for saying nothing. */
export interface Silence {
  /** Notes it by two clocks: that of the wall goes on while the machine sleeps, the other does not everywhere. */
  heard(): void;
  /** It has to say hello. @param deadline until when */
  expect(deadline: Timer): void;
  /**
   * @param heartbeat milliseconds, as the server says; 0 is none
   * @param otherwise milliseconds that a line without heartbeats may be silent
   */
  watch(heartbeat: number, otherwise: number): void;
  /** The line may have died unheard. One that is merely seen again is trusted while its silence is normal. */
  suspect(why: Return, patience: number): void;
  stop(): void;
}

/** Milliseconds: as the server says, as far as timers can take that. */
const takeable = (heartbeat: number) => Math.min(Math.max(heartbeat, 20), longestTimer / 4);

export function createSilence(dead: (error: StreamError) => void): Silence {
  let heardAt = 0;
  let heardAtWall = 0;
  let normal = 0;
  let timer: Timer | undefined;
  let probe: Timer | undefined;
  const die = (message: string) => dead(new StreamError(message));
  const stop = () => {
    clearTimeout(timer);
    clearTimeout(probe);
    probe = undefined;
  };
  return {
    heard() {
      heardAt = performance.now();
      heardAtWall = Date.now();
    },
    expect(deadline) {
      stop();
      timer = deadline;
    },
    watch(heartbeat, otherwise) {
      stop();
      const overdue = 2.5 * takeable(heartbeat);
      normal = heartbeat ? overdue / 2 : otherwise;
      if (heartbeat) timer = setInterval(() => performance.now() - heardAt > overdue && die(`silent for ${overdue / 1_000} s`), overdue / 10);
    },
    suspect(why, patience) {
      if (probe || (why === 'visibilitychange' && Date.now() - heardAtWall < normal)) return;
      const before = heardAt;
      // A line that has just spoken may be quiet for a moment; so this is no more often than its patience.
      const time = Math.max(probeTime, patience - (performance.now() - heardAt));
      probe = setTimeout(() => {
        probe = undefined;
        if (heardAt === before) die(`silent since the event ${why}`);
      }, time);
    },
    stop,
  };
}
