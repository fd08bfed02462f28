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

/** The exchange that was followed last. */
let last = selected.peek();
/** Follows the selected exchange, if it stays selected. */
let waiting: ReturnType<typeof setTimeout> | undefined;
/** The visitor has chosen a transport. */
let chosen = false;

const running = computed(() => (settings.value.mode === 'one' ? settings.value.transport : undefined));

effect(() => {
  if (running.value) chooseLane(running.value);
});

effect(() => {
  const exchange = selected.value;
  clearTimeout(waiting);
  if (exchange === undefined || exchange === last) return;
  last = exchange;
  waiting = setTimeout(showLaneOf, rest, exchange);
});

/** Shows the transport that the visitor chooses, whatever was selected before. */
export function chooseLane(name: TransportName): void {
  chosen = true;
  clearTimeout(waiting);
  shownLane.value = name;
}

/** Selects an exchange for a visitor who has selected none. A transport that the visitor has chosen stays. */
export function preselect(exchange: number | undefined): void {
  if (chosen) last = exchange;
  selected.value = exchange;
}

function showLaneOf(exchange: number): void {
  shownLane.value = laneOf(shownTrack(), exchange) ?? shownLane.value;
}
