import type { Return } from './network.ts';
import { StreamError, type Timer } from './stream-error.ts';

/** Milliseconds: the longest delay that a timer takes, 24.8 days. */
const longestTimer = 2 ** 31 - 1;
/** Milliseconds within which a connection must say something after the network or the page came back. */
const probeTime = 1_000;

/** Watches a connection and gives it up when it has been silent for too long. */
export interface Silence {
  /** Something came. Notes the time on two clocks: on some platforms `performance.now()` stands still while the machine sleeps, `Date.now()` does not. */
  heard(): void;
  /** Waits for the hello. @param deadline the running timer that gives up */
  expect(deadline: Timer): void;
  /**
   * Watches an open connection.
   * @param heartbeat milliseconds between the server's heartbeats; 0 is none
   * @param otherwise milliseconds that a connection without heartbeats may be silent
   */
  watch(heartbeat: number, otherwise: number): void;
  /** The connection may have died unnoticed. After `visibilitychange` it is trusted as long as its silence is normal. */
  suspect(why: Return, patience: number): void;
  stop(): void;
}

/** Milliseconds: the server's heartbeat, within what a timer can take. */
const takeable = (heartbeat: number) => Math.min(Math.max(heartbeat, 20), longestTimer / 4);

/** A long function, because closures take fewer bytes of the bundle than a class. @param dead gives the connection up; may be called again until `stop` */
export function createSilence(dead: (error: StreamError) => void): Silence {
  let heardAt = 0;
  let heardAtWall = 0;
  /** How often in a row it was overdue. */
  let looks = 0;
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
      looks = 0;
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
      // Once is not enough: after a page stood still, this timer may run before what has arrived is read.
      if (heartbeat)
        timer = setInterval(() => performance.now() - heardAt > overdue && looks++ && die(`silent for ${overdue / 1_000} s`), overdue / 10);
    },
    suspect(why, patience) {
      if (probe || (why === 'visibilitychange' && Date.now() - heardAtWall < normal)) return;
      const before = heardAt;
      // A connection that has just been heard gets more time, so that frequent events do not close a healthy one.
      const time = Math.max(probeTime, patience - (performance.now() - heardAt));
      probe = setTimeout(() => {
        probe = undefined;
        if (heardAt === before) die(`silent since the event ${why}`);
      }, time);
    },
    stop,
  };
}
