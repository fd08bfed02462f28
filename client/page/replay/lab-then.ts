/** The lab as it was, as far as a saved run tells: what the chips and the inspector read of it. */
import { perTransport } from '../../../bench/result/identity.ts';
import type { LabFault, LabState } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { LabFacts } from '../saved-run/moments.ts';

/** Faults that last, by their kind. */
const faults: readonly LabFault[] = [{ kind: 'black-hole' }, { kind: 'stall', direction: 'down' }, { kind: 'unavailable' }, { kind: 'restart' }];

export const labThen = ({ heartbeat, weather, faults: kinds }: LabFacts): LabState => ({
  heartbeat,
  weather,
  faults: faults.filter(({ kind }) => kinds.includes(kind)).map((fault) => ({ fault, until: null })),
  class: { lead: null, muted: false, hidden: [] },
  epoch: '',
  window: 0,
  stall: 0,
  schedule: null,
  bots: perTransport(() => 0),
  botPollInterval: 0,
  botRetry: { retry: 'jitter', first: 0 },
});
