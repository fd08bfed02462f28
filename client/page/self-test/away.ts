import { effect } from '@preact/signals';
import { labConnected, labState } from '../telemetry/telemetry.ts';

/** Whether there ever was a telemetry connection: where none opens, its absence says nothing. */
let wasConnected = false;
labConnected.subscribe((open) => {
  wasConnected ||= open;
});

/** Why the lab is away at present, in a sentence, as its telemetry tells or the end of that; `undefined` while it is there. */
function awayNow(): string | undefined {
  const restarting = labState.value?.faults.some(({ fault }) => fault.kind === 'restart');
  if (!labConnected.value) return wasConnected ? 'The lab was away: its telemetry connection was lost too.' : undefined;
  return restarting ? 'The lab was restarting.' : undefined;
}

/** Calls it when the lab goes away, or at once if it is. @returns ends that */
export const watchAway = (left: (why: string) => void): (() => void) =>
  effect(() => {
    const why = awayNow();
    if (why) left(why);
  });

/** Resolves when the lab goes away, or after so many milliseconds. */
export const leavesWithin = (patience: number): Promise<void> =>
  new Promise((resolve) => {
    const stop = watchAway(() => resolve());
    setTimeout(() => {
      stop();
      resolve();
    }, patience);
  });
