/** What is broken on purpose. The lab tells it around the weather: the page knows what its lanes cannot. */
import type { LabFault, LabState } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { Conditions } from '../../../server/lab/apparatus/weather/conditions.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { StreamState } from '../../stream/index.ts';
import { bytes, number } from '../numbers.ts';

/** One thing that is broken, for as long as it is. */
export interface Broken {
  /** In a word or two. */
  readonly name: string;
  /** What happens, in a sentence. */
  readonly does: string;
  /** Whether a lane suffers from it. @param open as far as its stream knows */
  touches(lane: TransportName, open: boolean): boolean;
}

const everyLane = () => true;
const whatAsksAnew = (_: TransportName, open: boolean) => !open;

/** Those that last. */
const faults: Readonly<Partial<Record<LabFault['kind'], Broken>>> = {
  'black-hole': { name: 'black hole', does: 'Black hole: nothing passes and nobody is told; afterwards all of it comes.', touches: everyLane },
  stall: { name: 'stalled', does: 'Stalled: in one direction nothing passes and nobody is told; afterwards all of it comes.', touches: everyLane },
  unavailable: { name: 'answers 503', does: 'The relay answers 503 to whatever is asked anew; open streams stay.', touches: whatAsksAnew },
  restart: { name: 'restarting', does: 'The server restarts: it comes back with an empty log.', touches: whatAsksAnew },
};

/** Of the faults that can be lifted. */
export const lasting = (lab: LabState | undefined): readonly Broken[] => [
  ...new Set((lab?.faults ?? []).flatMap(({ fault: { kind } }) => faults[kind] ?? [])),
];

/** Whether nothing passes at present in at least one direction. */
export const isSilent = ({ faults: all }: LabState): boolean => all.some(({ fault: { kind } }) => kind === 'black-hole' || kind === 'stall');

/** Conditions under which a stream cannot work as it should. */
function proxies({ idleTimeout, buffering, swallowFrames }: Conditions): Broken[] {
  const [limit, held] = [`${number(idleTimeout / 1_000)} s`, bytes(buffering)];
  const all: readonly (Broken & { readonly on: boolean })[] = [
    {
      on: idleTimeout > 0,
      name: `idle timeout ${limit}`,
      does: `The relay closes what is silent for ${limit}: idle timeout.`,
      touches: whatAsksAnew,
    },
    {
      on: buffering > 0,
      name: `buffers ${held}`,
      does: `Buffering: the relay keeps the response back until ${held} of it have come.`,
      touches: (lane) => lane === 'sse',
    },
    {
      on: swallowFrames,
      name: 'frames blocked',
      does: 'Frames are blocked: the handshake passes, and nothing after it.',
      touches: (lane) => lane === 'websocket',
    },
  ];
  return all.filter(({ on }) => on);
}

/** All that is broken at present. */
export const brokenOnPurpose = (lab: LabState | undefined): readonly Broken[] => [...lasting(lab), ...(lab?.weather ? proxies(lab.weather) : [])];

/** What a stream suffers from, a sentence each: also where it is open and nobody told it. */
export const sufferedBy = (lane: TransportName, state: StreamState, broken: readonly Broken[]): string[] =>
  state === 'cut' || state === 'closed' ? [] : broken.filter(({ touches }) => touches(lane, state === 'open')).map(({ does }) => does);
