/**
 * A five-minute tour of the lanes: acts, and what to look at. Every act is also a control of the page; its texts are in words/<language>/tour.json.
 */
import type { Control } from '../conditions/controls.ts';
import { distance, framesBlocked, pollEvery, rate } from '../conditions/controls.ts';
import { cutConnections } from '../conditions/lab-faults.tsx';
import { unfreeze } from '../lanes/picture.ts';
import { step } from '../lanes/step.ts';
import type { Words } from '../words/words.ts';

/** One stop of the tour. */
export interface TourStop {
  readonly id: keyof Words['tour']['stops'];
  /** What the act needs of the lab. */
  readonly needs?: Control['needs'];
  run(): void;
}

export const tour: readonly TourStop[] = [
  { id: 'one', run: () => void step() },
  {
    id: 'far',
    needs: 'weather',
    run() {
      unfreeze();
      distance.set(300);
    },
  },
  {
    id: 'often',
    run() {
      unfreeze();
      pollEvery.set(0.2);
    },
  },
  {
    id: 'cut',
    needs: 'weather',
    run() {
      unfreeze();
      rate.set(5);
      cutConnections();
    },
  },
  {
    id: 'proxy',
    needs: 'weather',
    run() {
      unfreeze();
      framesBlocked.set(true);
    },
  },
];
