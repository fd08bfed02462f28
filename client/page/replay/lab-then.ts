/** The lab at the time of a saved run, for chips and inspector. */
import { perTransport } from '../../../bench/result/identity.ts';
import type { LabFault, LabState } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { LabFacts } from '../saved-run/moments.ts';

/** Lasting faults, by kind. */
const faults: readonly LabFault[] = [{ kind: 'black-hole' }, { kind: 'stall', direction: 'down' }, { kind: 'unavailable' }, { kind: 'restart' }];

export const labThen = ({ heartbeat, weather, faults: kinds }: LabFacts): LabState => ({
  heartbeat,
  weather,
  faults: faults.filter(({ kind }) => kinds.includes(kind)).map((fault) => ({ fault, until: null })),
  class: { lead: null, muted: false, hidden: [], ballot: null },
  epoch: '',
  window: 0,
  stall: 0,
  schedule: null,
  bots: perTransport(() => 0),
  botPollInterval: 0,
  botRetry: { retry: 'jitter', first: 0 },
});
