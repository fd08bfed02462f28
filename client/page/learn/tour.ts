/** Five minutes with the lanes: what to do, and what to look at. Every act is a control of the page too. */

import type { Control } from '../conditions/controls.ts';
import { distance, framesBlocked, pollEvery, rate } from '../conditions/controls.ts';
import { cutConnections } from '../conditions/lab-faults.tsx';
import { unfreeze } from '../lanes/picture.ts';
import { step } from '../lanes/step.ts';

/** One stop of the tour. */
export interface TourStop {
  readonly title: string;
  /** What is going to happen, to be guessed first. */
  readonly question: string;
  /** The verb on the button. */
  readonly act: string;
  /** What the act needs of the lab. */
  readonly needs?: Control['needs'];
  run(): void;
  /** What is seen on the lanes then, and why. */
  readonly seen: string;
}

export const tour: readonly TourStop[] = [
  {
    title: 'One notification, four journeys',
    question: 'The server publishes one notification. On which lane does it arrive first, and on which last?',
    act: 'Publish one',
    run: () => void step(),
    seen: 'The picture stands still once all four have it. A dot is a delivery. Polling waits for its next question; the other three had a way open already.',
  },
  {
    title: 'Further away',
    question: 'The server moves away: 300 ms there and back. Which lanes become slower, and by how much?',
    act: 'Set the distance to 300 ms',
    needs: 'weather',
    run() {
      unfreeze();
      distance.set(300);
    },
    seen: 'An open stream needs half a round trip: some 150 ms. A long poll needs a whole one more where a notification comes while it asks anew.',
  },
  {
    title: 'Ask more often',
    question: 'Polling asks five times a second instead of every two seconds. What does it win, and what does it pay?',
    act: 'Poll every 0.2 s',
    run() {
      unfreeze();
      pollEvery.set(0.2);
    },
    seen: 'The delay falls, and most answers are empty: hollow teeth on its lane. Its bytes for each notification and its requests are on its card.',
  },
  {
    title: 'The line breaks',
    question: 'Every connection is reset, in the middle of everything. Who comes back by itself, and is anything missing afterwards?',
    act: 'Cut the line',
    needs: 'weather',
    run() {
      unfreeze();
      rate.set(5);
      cutConnections();
    },
    seen: 'All four come back and ask from their cursor, so 0 are missing. The hatched time is without a connection: each waits a different while before it tries again.',
  },
  {
    title: 'A proxy in the way',
    question: 'A proxy lets the WebSocket handshake pass, and nothing after it. Which lanes notice?',
    act: 'Block WebSocket',
    needs: 'weather',
    run() {
      unfreeze();
      framesBlocked.set(true);
    },
    seen: 'The websocket lane is open and silent until its heartbeat is overdue; the three that are plain HTTP go on. Reset puts everything back.',
  },
];
