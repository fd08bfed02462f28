/** The part of the lanes that is shown, and its time. */
import { signal } from '@preact/signals';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { KnownBrowser } from '../inspector/prediction.ts';
import { heat, track } from '../lab.ts';
import { settings } from '../settings/store.ts';
import { serverNow } from '../telemetry/clock.ts';
import type { ExchangeBytes } from '../telemetry/telemetry.ts';
import type { Heat } from '../track/heat.ts';
import { scanOf, type Track, type TrackRecord } from '../track/records.ts';
import { kept } from '../track/ring.ts';
import { collect, type Span } from './layout.ts';

/** Milliseconds behind the clock: the server reports in batches, and the picture should be complete up to its edge. */
const lag = 300;

/** The exchange that the inspector shows. */
export const selected = signal<number | undefined>(undefined);
/** The server's time at which the picture is frozen; the traffic goes on. */
export const frozen = signal<number | undefined>(undefined);
/** Seconds that a frozen picture was scrubbed back. */
export const back = signal(0);

/** The records at the moment of freezing; the ring goes on and forgets them. */
export interface FrozenPicture {
  readonly at: number;
  readonly records: readonly TrackRecord[];
  readonly heat: Heat;
  /** From a saved run, which has no lab to ask. */
  readonly saved?: SavedSource;
}

/** The part of a saved run that replaces the lab. */
interface SavedSource {
  /** An exchange as it was at the time that is shown. @throws Error if the file does not have it */
  bytesOf(exchange: number): ExchangeBytes;
  /** The browser of that run; `undefined` if it is none that the model knows. */
  readonly reader: KnownBrowser | undefined;
}

let still: FrozenPicture | undefined;

/** The frozen minute; `undefined` while the picture moves. */
export const frozenPicture = (): FrozenPicture | undefined => (frozen.peek() === undefined ? undefined : still);

export function freeze(): void {
  const at = serverNow() - lag;
  still = { at, records: collect(track, { from: at - kept, until: at }), heat: heat.copy() };
  back.value = 0;
  frozen.value = at;
}

/** Shows a saved run. @param at the end of the visible span, on the clock of that run */
export function showSaved(picture: FrozenPicture, at: number): void {
  still = picture;
  frozen.value = at;
}

/** The records to draw: frozen ones, or the track. */
export function shownTrack(): Pick<Track, 'scan'> {
  const picture = frozenPicture();
  return picture ? scanOf(picture.records) : track;
}

export function unfreeze(): void {
  still = undefined;
  back.value = 0;
  frozen.value = undefined;
}

export const toggleFreeze = (): void => (frozen.peek() === undefined ? freeze() : unfreeze());

/** @param seconds before the moment of freezing; a picture that moves is frozen first */
export function scrub(seconds: number): void {
  if (frozen.peek() === undefined) freeze();
  const longest = kept / 1_000 - settings.peek().span;
  back.value = Math.min(Math.max(0, seconds), longest);
  if (still) frozen.value = still.at - back.value * 1_000;
}

/** The stretch of time that is on the picture. */
export function shownSpan(): Span {
  const until = frozen.peek() ?? serverNow() - lag;
  return { from: until - settings.peek().span * 1_000, until };
}

/** The lanes in the picture: those that race, or all that one stream can use. */
export const shownLanes = (): readonly TransportName[] => (settings.value.mode === 'race' ? settings.value.lanes : transportNames);
