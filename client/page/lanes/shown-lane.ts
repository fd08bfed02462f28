import { computed, effect, signal } from '@preact/signals';
import type { TransportName } from '../../../server/stream/protocol.ts';
import { settings } from '../settings/store.ts';
import { laneOf } from '../track/lane-of.ts';
import { selected, shownTrack } from './picture.ts';

/**
 * The transport that was selected last, as running, in the lanes or in the code. A narrow screen shows only its lane, and the code panel shows its
 * code.
 */
export const shownLane = signal<TransportName>(laneOf(shownTrack(), selected.peek() ?? Number.NaN) ?? 'long-polling');

/** Milliseconds that an exchange has to stay selected: a pointer that crosses the lanes selects many. */
const rest = 150;

const running = computed(() => (settings.value.mode === 'one' ? settings.value.transport : undefined));

effect(() => {
  if (running.value) shownLane.value = running.value;
});

let last = selected.peek();

effect(() => {
  const exchange = selected.value;
  if (exchange === undefined || exchange === last) return;
  last = exchange;
  const waiting = setTimeout(showLaneOf, rest, exchange);
  return () => clearTimeout(waiting);
});

function showLaneOf(exchange: number): void {
  shownLane.value = laneOf(shownTrack(), exchange) ?? shownLane.value;
}
