import { labConnected, labState } from '../telemetry/telemetry.ts';

/** Whether there ever was a line beside the streams: where none opens, its absence says nothing. */
let wasLinked = false;
labConnected.subscribe((open) => {
  wasLinked ||= open;
});

/** Why the lab is away at present, in a sentence, as the line beside the streams tells or its own end does; `undefined` while it is there. */
export function awayNow(): string | undefined {
  const restarting = labState.value?.faults.some(({ fault }) => fault.kind === 'restart');
  if (!labConnected.value) return wasLinked ? 'The lab was away: its telemetry connection was lost too.' : undefined;
  return restarting ? 'The lab was restarting.' : undefined;
}
