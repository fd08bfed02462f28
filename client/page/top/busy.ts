import { signal } from '@preact/signals';

/** Share of the last second in which the main thread had no time, 0 to 1; 0 where the browser does not tell. */
export const busyShare = signal(0);
/** From where on the numbers on the page are the browser's and not the network's. */
export const tooBusy = 0.5;

/** Milliseconds between two readings. */
const pace = 1_000;

/** Adds up what the browser says is free between frames. */
export function watchBusy(): void {
  if (typeof requestIdleCallback === 'undefined') return;
  let idle = 0;
  let since = performance.now();
  let until = 0;
  const add = (deadline: IdleDeadline) => {
    const now = performance.now();
    const left = deadline.timeRemaining();
    // One free stretch is announced several times; it counts once.
    idle += Math.max(0, now + left - Math.max(now, until));
    until = Math.max(until, now + left);
    requestIdleCallback(add);
  };
  requestIdleCallback(add);
  setInterval(() => {
    const now = performance.now();
    busyShare.value = document.hidden ? 0 : Math.max(0, 1 - idle / (now - since));
    idle = 0;
    since = now;
  }, pace);
}
