import { type Cursor, parseCursor, type TransportName } from '../../../server/stream/protocol.ts';
import type { Failure, StreamState } from '../../stream/index.ts';
import type { LaneBooks } from './books.ts';
import { summariseLatencies } from './latency-summary.ts';
import type { LaneSummary } from './summary.ts';

/** What a lane's stream says of itself. */
export interface LaneFacts {
  readonly state: StreamState;
  readonly cursor: string | undefined;
  readonly failure: Failure | undefined;
  readonly retryAt: number | undefined;
}

/** What the page knows beside it. */
export interface Surroundings {
  /** The newest notification that anybody told of. */
  readonly head: Cursor | undefined;
  readonly theory: number | undefined;
  readonly trouble: string | undefined;
  /** How long a stream has run on it since its books began. */
  readonly seconds: number;
  /** The same, since the conditions have settled. */
  readonly measuredSeconds: number;
}

/** Numbers that are in the log and have not come yet. */
function pending(cursor: string | undefined, head: Cursor | undefined): number {
  const place = parseCursor(cursor ?? '');
  return place && head && place.epoch === head.epoch ? Math.max(0, head.seq - place.seq) : 0;
}

/** One lane in numbers. @param facts `undefined` where no stream runs on it */
export function summarise(
  transport: TransportName,
  books: LaneBooks,
  facts: LaneFacts | undefined,
  { head, theory, trouble, seconds, measuredSeconds }: Surroundings,
): LaneSummary {
  const { delivered, missing, doubled, reordered, gaps, requests, empties, told } = books;
  return {
    transport,
    state: facts?.state ?? 'off',
    trouble,
    failure: facts?.failure,
    retryAt: facts?.retryAt,
    published: delivered + missing + told + pending(facts?.cursor, head),
    delivered,
    seconds,
    measuredSeconds,
    missing,
    doubled,
    reordered,
    gaps,
    requests,
    empties,
    sockets: books.sockets.size,
    latency: summariseLatencies(books.latency),
    theory,
    up: { ...books.up },
    down: { ...books.down },
  };
}
