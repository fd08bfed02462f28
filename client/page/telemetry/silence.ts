import type { LabState } from '../../../server/apparatus/telemetry/messages.ts';
import { note } from '../track/track.ts';
import { isSilent } from './broken.ts';
import { serverNow } from './clock.ts';

/** Milliseconds after which it is written down again: who looks back a few seconds has to find it. */
const pace = 1_000;

let since: number | undefined;
let again: ReturnType<typeof setInterval>;

function write(kind: 'silent' | 'passes', from: number): void {
  const at = serverNow();
  note({ kind, lane: undefined, at, took: at - from });
}

/** Writes down from when until when nothing passes: no lane notices, so the lab's word is all there is. */
export function writeSilence(state: LabState): void {
  const silent = isSilent(state);
  if (silent && since === undefined) {
    since = serverNow();
    write('silent', since);
    again = setInterval(write, pace, 'silent', since);
  } else if (!silent && since !== undefined) {
    clearInterval(again);
    write('passes', since);
    since = undefined;
  }
}
