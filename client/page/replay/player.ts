/** Plays a saved run: puts the page's state of a time back, and lanes, cards and dock draw it like a live run. */
import { signal } from '@preact/signals';
import { perTransport } from '../../../bench/result/identity.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { frame } from '../frame.ts';
import { roundTrip, summaries } from '../lab.ts';
import { collect } from '../lanes/layout.ts';
import { frozen, selected, showSaved } from '../lanes/picture.ts';
import { bytesAt } from '../saved-run/bytes-at.ts';
import type { Moment } from '../saved-run/moments.ts';
import type { SavedRun } from '../saved-run/saved-run.ts';
import { settings } from '../settings/store.ts';
import { clock } from '../telemetry/clock.ts';
import { type ExchangeBytes, labConnected, labState, loads, skippedRecords } from '../telemetry/telemetry.ts';
import { waited } from '../top/busy.ts';
import { Heat } from '../track/heat.ts';
import { scanOf } from '../track/records.ts';
import { labThen } from './lab-then.ts';
import { Timeline } from './timeline.ts';

/** A run that is shown. */
export interface OpenedRun {
  /** Its source: a file's name, or that of a committed run. */
  readonly name: string;
  readonly run: SavedRun;
  readonly timeline: Timeline;
}

export const opened = signal<OpenedRun | undefined>(undefined);
export const playing = signal(false);
export const speeds = [0.1, 0.5, 1, 2, 5] as const;
export const speed = signal<number>(1);

/** The current time: the end of the visible span, on the clock of the run. */
export const now = frozen;

function showMoment({ lanes, roundTrip: measured, clock: agreement, lab, ...moment }: Moment): void {
  // Retry times refer to the clock of that time.
  const later = performance.now() - moment.page;
  summaries.value = perTransport((name) => {
    const { retryAt, ...lane } = lanes[name];
    return { ...lane, retryAt: retryAt === undefined ? undefined : retryAt + later };
  });
  roundTrip.value = measured;
  clock.value = agreement && { offset: 0, ...agreement };
  labState.value = lab && labThen(lab);
  waited.value = moment.waited;
  skippedRecords.value = moment.skipped;
}

let shown: Moment | undefined;

/** Goes to a time of the run. */
export function goTo(at: number): void {
  const timeline = opened.peek()?.timeline;
  if (!timeline) return;
  now.value = timeline.clamped(at);
  const moment = timeline.momentAt(timeline.clamped(at));
  if (moment && moment !== shown) showMoment(moment);
  shown = moment;
}

/** Bytes for the inspector. */
const bytesIn =
  ({ exchanges, records }: SavedRun) =>
  (exchange: number): ExchangeBytes => {
    const found = exchanges.find((one) => one.exchange === exchange);
    if (!found) throw new Error('This file has no bytes of that exchange: the lab no longer kept them when the run was saved.');
    return bytesAt(found, exchange, records, now.peek() ?? found.at);
  };

/** Shows a run at its end, as it was when it was saved. */
export function openRun(name: string, run: SavedRun): void {
  pause();
  const records = collect(scanOf(run.records), { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY });
  const heat = new Heat();
  for (const { kind, lane, at } of records) if (kind === 'delivered' && lane) heat.add(lane, at);
  const { theme, projector, dock, conditions } = settings.peek();
  // A run of one stream also shows four lanes with their numbers.
  const lanes = run.settings.mode === 'one' ? transportNames : run.settings.lanes;
  settings.value = { ...run.settings, lanes, mode: 'race', theme, projector, dock, conditions };
  const timeline = new Timeline(run);
  selected.value = undefined;
  shown = undefined;
  loads.value = run.loads;
  labConnected.value = true;
  showSaved({ at: timeline.until, records, heat, saved: { bytesOf: bytesIn(run), reader: run.reader } }, timeline.until);
  opened.value = { name, run, timeline };
  goTo(timeline.until);
}

let stop = () => {};

export function pause(): void {
  stop();
  stop = () => {};
  playing.value = false;
}

/** Plays from the current time, or from the beginning if it is at its end. */
function play(): void {
  const timeline = opened.peek()?.timeline;
  if (!timeline || playing.peek()) return;
  if ((now.peek() ?? 0) >= timeline.until) goTo(timeline.from);
  playing.value = true;
  let last = performance.now();
  stop = frame(() => {
    const time = performance.now();
    goTo((now.peek() ?? 0) + (time - last) * speed.peek());
    last = time;
    if ((now.peek() ?? 0) >= timeline.until) pause();
  });
}

export const togglePlay = (): void => (playing.peek() ? pause() : play());

/** Goes to the next event, or to the previous one. */
export function step(by: 1 | -1): void {
  const timeline = opened.peek()?.timeline;
  if (!timeline) return;
  pause();
  const at = now.peek() ?? timeline.until;
  goTo(by > 0 ? timeline.next(at) : timeline.previous(at));
}
