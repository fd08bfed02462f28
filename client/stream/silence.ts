import type { Return } from './network.ts';
import { StreamError } from './stream-error.ts';

/** Milliseconds that timers can take: 2^31 - 1 of them are 24.8 days. */
const longestTimer = 2 ** 31 - 1;
/** Milliseconds that a line gets to say something after the network, or the page, came back. */
const probeTime = 1_000;

/** Watches a line for saying nothing. */
export interface Silence {
  heard(): void;
  /** @param patience milliseconds until it has to say hello @param dead is called otherwise */
  expect(patience: number, dead: () => void): void;
  /**
   * @param heartbeat milliseconds, as the server says; 0 is none
   * @param otherwise milliseconds that a line without heartbeats may be silent
   */
  watch(heartbeat: number, otherwise: number): void;
  /** The line may have died unheard. One that is merely seen again is trusted while it is not overdue. */
  suspect(why: Return, patience: number): void;
  stop(): void;
}

export function createSilence(dead: (error: StreamError) => void): Silence {
  let heardAt = 0;
  // By the wall clock, which goes on while the machine sleeps; the other does not everywhere.
  let heardAtWall = 0;
  // Milliseconds that a healthy line may be silent.
  let normal = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let probe: ReturnType<typeof setTimeout> | undefined;
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
    expect(patience, late) {
      stop();
      timer = setTimeout(late, patience);
    },
    watch(heartbeat, otherwise) {
      stop();
      const every = Math.min(Math.max(heartbeat, 20), longestTimer / 4);
      normal = heartbeat ? 1.25 * every : otherwise;
      if (!heartbeat) return;
      timer = setInterval(() => performance.now() - heardAt > 2.5 * every && die(`silent for ${(2.5 * every) / 1_000} s`), every / 4);
    },
    suspect(why, patience) {
      if (probe || (why === 'visibilitychange' && Date.now() - heardAtWall < normal)) return;
      const silent = performance.now() - heardAt;
      const before = heardAt;
      // A line that has just spoken may be quiet for a moment; so this is no more often than its patience.
      probe = setTimeout(
        () => {
          probe = undefined;
          if (heardAt === before) die(`silent since the event ${why}`);
        },
        Math.max(probeTime, patience - silent),
      );
    },
    stop,
  };
}
