import { type Signal, useSignal } from '@preact/signals';
import { selected, shownTrack } from '../lanes/picture.ts';
import { milliseconds } from '../numbers.ts';
import { NamedShape } from '../ui/transport-mark.tsx';
import { useInterval } from '../ui/use-interval.ts';
import { type Brought, broughtBy } from './brought.ts';

/** Milliseconds between two updates. */
const pace = 500;

/** What the selected exchange has delivered so far. A stream is one exchange, and goes on delivering. */
export function useBrought(): Signal<Brought | undefined> {
  const brought = useSignal<Brought | undefined>(undefined);
  useInterval(() => {
    brought.value = broughtBy(shownTrack(), selected.peek());
  }, pace);
  return brought;
}

function inWords({ deliveries }: Brought): string {
  // Nothing is delivered before it is published: a negative time is the error of the clock comparison.
  const took = deliveries.map((one) => Math.max(0, one.took));
  const [least, most] = [milliseconds(Math.min(...took)), milliseconds(Math.max(...took))];
  if (took.length === 0) return 'no notification of the last minute';
  return `${took.length === 1 ? '1 notification' : `${took.length.toLocaleString('en')} notifications`}, delivered after ${least === most ? least : `${least} to ${most}`}`;
}

/** Names the selected exchange, and what it has delivered. */
export const SelectionLine = ({ brought: { value } }: { readonly brought: Signal<Brought | undefined> }) => (
  <p class="selection">
    {value ? (
      <>
        Selected: <NamedShape of={value.lane} />, exchange {value.exchange}: {inWords(value)}.
      </>
    ) : (
      'Select an exchange in the lanes to find it here.'
    )}
  </p>
);
