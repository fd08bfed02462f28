import { frozen, selected, shownTrack } from '../lanes/picture.ts';
import { serverNow } from '../telemetry/clock.ts';
import { useInterval } from '../ui/use-interval.ts';

/** Milliseconds between two looks, and how far back they go: what is selected should be on the picture. */
const [pace, reach] = [500, 5_000];

/** The newest exchange that brought something. */
function newestExchange(): number | undefined {
  const until = frozen.peek() ?? serverNow();
  let newest: number | undefined;
  shownTrack().scan(until - reach, until, ({ kind, exchange, count }) => {
    if (exchange > 0 && count > 0 && (kind === 'answered' || kind === 'wrote')) newest = exchange;
  });
  return newest;
}

/** Selects the newest exchange while nobody has selected any: the dock has something to show. */
export function usePreselection(): void {
  useInterval(() => {
    if (selected.peek() === undefined) selected.value = newestExchange();
  }, pace);
}
