import { effect } from '@preact/signals';
import { labConnected, labState } from '../telemetry/telemetry.ts';

/** Whether there ever was a telemetry connection: without one, its absence says nothing. */
let wasConnected = false;
labConnected.subscribe((open) => {
  wasConnected ||= open;
});

/** Why the lab is unreachable, in a sentence, from its telemetry or the end of that; `undefined` while it is reachable. */
function awayNow(): string | undefined {
  const restarting = labState.value?.faults.some(({ fault }) => fault.kind === 'restart');
  if (!labConnected.value) return wasConnected ? 'The lab was away: its telemetry connection was lost too.' : undefined;
  return restarting ? 'The lab was restarting.' : undefined;
}

/** Calls it when the lab goes away, or at once if it is away. @returns a function that ends that */
export const watchAway = (left: (why: string) => void): (() => void) =>
  effect(() => {
    const why = awayNow();
    if (why) left(why);
  });

/** Resolves when the lab goes away, or after this many milliseconds. */
export const leavesWithin = (patience: number): Promise<void> =>
  new Promise((resolve) => {
    const stop = watchAway(() => resolve());
    setTimeout(() => {
      stop();
      resolve();
    }, patience);
  });
