import { type NotificationStream, type TransportName, transportNames } from '../../client/stream/index.ts';
import type { NotificationLog } from '../../server/stream/index.ts';
import type { FaultRelay } from './fault-relay.ts';
import type { Oracle, Witness } from './oracle.ts';

/** The events that are published and read. */
export const events = ['a', 'b', 'c', 'd'] as const;

export interface FollowedStream {
  readonly stream: NotificationStream;
  readonly witness: Witness;
  changing: boolean;
}

/** What faults act on. */
export interface Stage {
  readonly log: NotificationLog;
  readonly oracle: Oracle;
  readonly relay: FaultRelay;
  readonly readers: readonly FollowedStream[];
}

type Below = (limit: number) => number;

const acts: Readonly<Record<string, (below: Below, stage: Stage) => void>> = {
  cut: (below, { relay }) => relay.cut(below(1_000)),
  'cut within a message': (below, { relay }) => relay.cutWithin(below(1_000), below(400)),
  'cut all': (_, { relay }) => relay.cutAll(),
  refuse: (below, { relay }) => relay.refuse(1 + below(3)),
  silence: (below, { relay }) => relay.silence(below(1_000)),
  reconnect: (below, { readers }) => readers[below(readers.length)]?.stream.reconnect(),
  switch: (below, { readers }) => {
    readers[below(readers.length)]?.stream.switchTo(transportNames[below(transportNames.length)] as TransportName);
  },
  'change of filter': (below, { readers }) => void changeFilter(below, readers[below(readers.length)]),
};
/** The weight of each fault in the draw. */
const urn = [
  ...Array.from({ length: 6 }, () => 'cut'),
  ...Array.from({ length: 6 }, () => 'cut within a message'),
  ...Array.from({ length: 12 }, () => 'change of filter'),
  ...Array.from({ length: 3 }, () => 'reconnect'),
  ...Array.from({ length: 2 }, () => 'switch'),
  'cut all',
  'refuse',
  'silence',
];

/** Draws a fault and carries it out. @param below draws a whole number below its limit @returns the name of the fault */
export function commit(below: Below, stage: Stage): string {
  const name = urn[below(urn.length)] as string;
  acts[name]?.(below, stage);
  return name;
}

/** One change at a time: the protocol does not define a second one while the first is pending. */
async function changeFilter(below: Below, reader: FollowedStream | undefined): Promise<void> {
  if (!reader?.stream.events || reader.changing) return;
  reader.changing = true;
  const { stream, witness } = reader;
  const event = events[below(events.length)] as string;
  try {
    if (stream.events?.includes(event)) {
      witness.leaves(event);
      await stream.unsubscribe(event);
      witness.hasLeft(event);
    } else {
      witness.asks(event);
      await stream.subscribe(event);
      witness.hasAsked(event);
    }
  } catch {
    // The connection broke before the answer: the reader may or may not read the event now, and the oracle allows both.
  }
  reader.changing = false;
}
