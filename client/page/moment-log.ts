/** The state of the page over the last minute, so that a run can be saved as it was shown. */
import { raceSummaries, summaries } from './lab.ts';
import { type LabFacts, Moments } from './saved-run/moments.ts';
import { clock, serverNow } from './telemetry/clock.ts';
import { labState, skippedRecords } from './telemetry/telemetry.ts';
import { waited } from './top/busy.ts';

export const moments = new Moments();

function labFacts(): LabFacts | undefined {
  const lab = labState.peek();
  return lab && { heartbeat: lab.heartbeat, weather: lab.weather, faults: lab.faults.map(({ fault }) => fault.kind) };
}

/** Called when the summaries were renewed. */
export function keepMoment(): void {
  moments.add({
    at: serverNow(),
    page: performance.now(),
    lanes: summaries.peek(),
    roundTrip: raceSummaries.roundTrip.peek(),
    clock: clock.peek(),
    waited: waited.peek(),
    skipped: skippedRecords.peek(),
    lab: labFacts(),
  });
}
