import { frozen, selected, shownTrack } from '../lanes/picture.ts';
import { preselect } from '../lanes/shown-lane.ts';
import { serverNow } from '../telemetry/clock.ts';
import { useInterval } from '../ui/use-interval.ts';

/** Milliseconds between two checks, and how far back they go: the selected exchange should be visible. */
const [pace, reach] = [500, 5_000];

/** The newest exchange that delivered something. */
function newestExchange(): number | undefined {
  const until = frozen.peek() ?? serverNow();
  let newest: number | undefined;
  shownTrack().scan(until - reach, until, ({ kind, exchange, count }) => {
    if (exchange > 0 && count > 0 && (kind === 'answered' || kind === 'wrote')) newest = exchange;
  });
  return newest;
}

/** Selects the newest exchange while none is selected, so that the dock is not empty. */
export function usePreselection(): void {
  useInterval(() => {
    if (selected.peek() === undefined) preselect(newestExchange());
  }, pace);
}
