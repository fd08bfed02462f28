import { transports } from '../../../bench/result/identity.ts';
import { parseCursor, type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { type Failure, type Ledger, type NotificationStream, openStream, type StreamOptions } from '../../stream/index.ts';
import { at } from '../here.ts';
import { remember } from '../log/remembered.ts';
import { serverNow } from '../telemetry/clock.ts';
import { lasts } from '../track/lasting.ts';
import { books, note, sawId } from '../track/track.ts';
import { tagged } from './tagged.ts';

/** One stream and what the page knows of it beside its ledger. */
export interface Lane {
  readonly stream: NotificationStream;
  /** Why the line broke last; `undefined` once it is open again. */
  readonly failure: Failure | undefined;
  /** When the next attempt is due, on the clock of `performance.now()`. */
  readonly retryAt: number | undefined;
  /** Brings its ledger into the books of the transport that carries it now. */
  settle(): void;
  close(): void;
}

/** All that are open. In a race one per transport, otherwise one that goes from transport to transport. */
export const lanes = new Set<Lane>();

/** Streams have been opened, closed or switched: writes down which lanes carry none. */
export function lanesChanged(): void {
  for (const name of transportNames) lasts('idle', name, !laneOf(name));
}

const nothing: Ledger = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };

/** Opens a stream whose every step is written down. */
export function openLane(options: StreamOptions): Lane {
  const stream = openStream(at(''), { ...options, ...tagged(() => stream.transport) });
  let seen = nothing;
  let carrier = stream.transport;
  let failure: Failure | undefined;
  let retryAt: number | undefined;
  let missing = 0;

  /** @param last of the numbers that may have been skipped */
  const miss = (last: number) => {
    const { missing: now } = stream.ledger;
    if (now === null) return;
    if (now > missing) note({ kind: 'missed', lane: carrier, at: serverNow(), seq: last, count: now - missing });
    missing = now;
  };
  const settle = () => {
    const now = stream.ledger;
    miss(parseCursor(stream.cursor ?? '')?.seq ?? 0);
    const doubled = now.doubled - seen.doubled;
    if (doubled > 0) note({ kind: 'doubled', lane: carrier, at: serverNow(), count: doubled });
    books[carrier].settle(now, seen);
    seen = now;
    carrier = stream.transport;
  };
  stream.addEventListener('notification', ({ detail }) => {
    const at = serverNow();
    const lane = stream.transport;
    const seq = sawId(detail.id);
    miss(seq - 1);
    note({ kind: 'delivered', lane, at, seq, count: 1, took: at - detail.at });
    remember({ kind: 'notification', lane, at, notification: detail });
  });
  stream.addEventListener('hello', () => {
    if (!transports[stream.transport].polls) note({ kind: 'hears', lane: stream.transport, at: serverNow(), status: 200 });
  });
  stream.addEventListener('gap', ({ detail }) => {
    const at = serverNow();
    note({ kind: 'gap', lane: stream.transport, at, seq: parseCursor(detail.to)?.seq ?? 0, count: lostIn(detail.from, detail.to) });
    remember({ kind: 'gap', lane: stream.transport, at, gap: detail });
  });
  stream.addEventListener('error', ({ detail }) => {
    failure = detail;
    remember({ kind: 'failure', lane: stream.transport, at: serverNow(), failure: detail });
  });
  stream.addEventListener('state', ({ detail: { state, transport, retryIn } }) => {
    if (state === 'reconnecting' || state === 'cut') note({ kind: 'broke', lane: transport, at: serverNow() });
    if (state === 'open' || state === 'cut') failure = undefined;
    retryAt = retryIn === undefined ? undefined : performance.now() + retryIn;
    if (transport !== carrier) settle();
  });
  const lane: Lane = {
    stream,
    get failure() {
      return failure;
    },
    get retryAt() {
      return retryAt;
    },
    settle,
    close() {
      settle();
      stream.close();
      lanes.delete(lane);
      lanesChanged();
    },
  };
  lanes.add(lane);
  return lane;
}

/** Numbers between two cursors of one log; 0 where nobody can say. */
function lostIn(from: string, to: string): number {
  const [start, end] = [parseCursor(from), parseCursor(to)];
  return start && end && start.epoch === end.epoch ? Math.max(0, end.seq - start.seq) : 0;
}

/** The lane that this transport carries, if there is one. */
export function laneOf(name: TransportName): Lane | undefined {
  for (const lane of lanes) if (lane.stream.transport === name) return lane;
  return undefined;
}
