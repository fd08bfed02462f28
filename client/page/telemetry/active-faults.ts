/** Deliberate faults, which the lab reports outside the faulty path: so the page knows what its lanes cannot. */
import type { LabFault, LabState } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { Conditions } from '../../../server/lab/apparatus/weather/conditions.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { StreamState } from '../../stream/index.ts';
import { bytes, number } from '../numbers.ts';

/** One fault, for as long as it lasts. */
export interface ActiveFault {
  /** In a word or two. */
  readonly name: string;
  /** Its effect, in a sentence. */
  readonly does: string;
  /** Whether it affects a lane. @param open as far as its stream knows */
  affects(lane: TransportName, open: boolean): boolean;
}

const everyLane = () => true;
const newRequests = (_: TransportName, open: boolean) => !open;

/** Lasting faults. */
const faults: Readonly<Partial<Record<LabFault['kind'], ActiveFault>>> = {
  'black-hole': {
    name: 'black hole',
    does: 'Black hole: no data passes, and no connection is closed. Afterwards everything arrives.',
    affects: everyLane,
  },
  stall: {
    name: 'stalled',
    does: 'Stalled: no data passes in one direction, and no connection is closed. Afterwards everything arrives.',
    affects: everyLane,
  },
  unavailable: { name: 'answers 503', does: 'The relay answers new requests with 503. Open streams stay.', affects: newRequests },
  restart: { name: 'restarting', does: 'The server restarts with an empty log.', affects: newRequests },
};

/** The faults that can be lifted. */
export const lasting = (lab: LabState | undefined): readonly ActiveFault[] => [
  ...new Set((lab?.faults ?? []).flatMap(({ fault: { kind } }) => faults[kind] ?? [])),
];

/** Whether nothing passes at present in at least one direction. */
export const isSilent = ({ faults: all }: LabState): boolean => all.some(({ fault: { kind } }) => kind === 'black-hole' || kind === 'stall');

/** Conditions under which a stream cannot work normally. */
function proxies({ idleTimeout, buffering, swallowFrames }: Conditions): ActiveFault[] {
  const [limit, held] = [`${number(idleTimeout / 1_000)} s`, bytes(buffering)];
  const all: readonly (ActiveFault & { readonly on: boolean })[] = [
    {
      on: idleTimeout > 0,
      name: `idle timeout ${limit}`,
      does: `Idle timeout: the relay closes connections that are idle for ${limit}.`,
      affects: newRequests,
    },
    {
      on: buffering > 0,
      name: `buffers ${held}`,
      does: `Buffering: the relay holds a response until it has ${held} of it.`,
      affects: (lane) => lane === 'sse',
    },
    {
      on: swallowFrames,
      name: 'frames blocked',
      does: 'Frames are blocked: the WebSocket handshake passes, but no frame after it.',
      affects: (lane) => lane === 'websocket',
    },
  ];
  return all.filter(({ on }) => on);
}

/** All present faults. */
export const activeFaults = (lab: LabState | undefined): readonly ActiveFault[] => [...lasting(lab), ...(lab?.weather ? proxies(lab.weather) : [])];

/** The faults of a stream, a sentence each, even if it is open and has not noticed. */
export const faultsAffecting = (lane: TransportName, state: StreamState, broken: readonly ActiveFault[]): string[] =>
  state === 'cut' || state === 'closed' ? [] : broken.filter(({ affects }) => affects(lane, state === 'open')).map(({ does }) => does);
