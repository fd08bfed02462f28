import { signal } from '@preact/signals';

/** Milliseconds that whatever came in the last second waited for the main thread, on average. */
export const waited = signal(0);
/** From where on the numbers on the page are the browser's and not the network's: so much is noise on the cards. */
export const tooLong = 6;

/** Milliseconds between two moments that are looked at, how many of them make a reading, and from where on the machine was asleep and not busy. */
const [pace, reading, asleep] = [20, 50, 10_000];

/** Sees how late it comes to moments that were fixed before. */
export function watchBusy(): void {
  let due = performance.now() + pace;
  let [sum, count] = [0, 0];
  let wasHidden = false;
  const look = () => {
    const now = performance.now();
    // Timers of a hidden page are late on purpose.
    if (document.hidden || wasHidden || now - due > asleep) due = now + pace;
    wasHidden = document.hidden;
    // What was missed meanwhile counts too: who came then has waited.
    for (; due <= now; due += pace) {
      sum += now - due;
      count += 1;
    }
    if (count >= reading) {
      waited.value = sum / count;
      [sum, count] = [0, 0];
    }
    setTimeout(look, due - now);
  };
  look();
}
