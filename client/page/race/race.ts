/** The streams that run: all chosen ones side by side, or the one of the other page. */
import { signal } from '@preact/signals';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { StreamOptions } from '../../stream/index.ts';
import { settings } from '../settings/store.ts';
import { startOver } from '../track/track.ts';
import { type Lane, laneOf, lanes, openLane } from './lane.ts';

/** Why nothing runs; `undefined` while it does. */
export const paused = signal<'visitor' | 'hidden' | undefined>(undefined);

/** What every stream of this page is opened with. */
export const manner = (): StreamOptions => ({ interval: settings.peek().pollInterval, hold: settings.peek().hold });

const running = new Map<TransportName, Lane>();

function close(name: TransportName): string | undefined {
  const lane = running.get(name);
  lane?.close();
  running.delete(name);
  return lane?.stream.cursor;
}

function rest(lane: Lane): void {
  if (lane.stream.state === 'closed' || lane.stream.state === 'cut') return;
  resting.add(lane);
  lane.stream.cut();
}

/** A lane that is opened while nothing runs waits with the others. */
export function restIfPaused(lane: Lane): void {
  if (paused.peek()) rest(lane);
}

function open(name: TransportName, after?: string): void {
  const lane = openLane({ ...manner(), transport: name, ...(after ? { after } : {}) });
  running.set(name, lane);
  restIfPaused(lane);
}

/** Lets the chosen lanes run, and only these. */
export function race(names: readonly TransportName[]): void {
  for (const name of running.keys()) if (!names.includes(name)) close(name);
  for (const name of names) if (!running.has(name)) open(name);
}

/** The same lanes with other options, each from its cursor. */
export function reopen(): void {
  for (const name of [...running.keys()]) open(name, close(name));
}

/** What was cut by pausing, not by the visitor's scissors. */
const resting = new Set<Lane>();

/** Closes every stream at its cursor. */
export function pause(why: 'visitor' | 'hidden'): void {
  if (paused.peek()) return;
  paused.value = why;
  for (const lane of lanes) rest(lane);
}

/** Goes on at the cursors. @param why only what was paused for this reason */
export function goOn(why: 'visitor' | 'hidden'): void {
  if (paused.peek() !== why) return;
  paused.value = undefined;
  for (const lane of resting) if (lanes.has(lane) && lane.stream.state === 'cut') lane.stream.reconnect();
  resting.clear();
}

/** Counts from zero again: the streams go on. */
export function restart(): void {
  for (const lane of lanes) lane.settle();
  startOver();
}

/** A stream that can publish: the WebSocket if it is open, otherwise any, which posts. */
export const publisher = (): Lane | undefined => laneOf('websocket') ?? [...lanes][0];
