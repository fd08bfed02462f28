/** What the server tells, into the track: each exchange on the lane of who asked. */
import { transports } from '../../../bench/result/identity.ts';
import type { TraceRecord } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import { claim } from '../race/connections.ts';
import { books, note, sawId } from '../track/track.ts';
import { clock } from './clock.ts';

/** Milliseconds that two clocks may drift apart in the minute for which an exchange holds. */
const drift = 5;

/** Exchanges that have been asked and not ended. */
const open = new Map<number, { readonly lane: TransportName; readonly asked: number; readonly poll: boolean }>();

const columnsOf = (record: Exclude<TraceRecord, { kind: 'published' | 'asked' | 'ended' }>, asked: number) =>
  record.kind === 'heard'
    ? { framing: record.bytes }
    : {
        count: record.notifications,
        seq: record.last ?? 0,
        ...record.bytes,
        ...(record.kind === 'answered' ? { status: record.status, took: record.at - asked } : { buffered: record.buffered }),
      };

function take(record: TraceRecord): void {
  const { kind, at } = record;
  if (kind === 'published') {
    note({ kind, lane: undefined, at, seq: sawId(record.id), count: 1, payload: record.bytes });
    return;
  }
  const { exchange } = record;
  if (kind === 'asked') {
    // Told again; a lab that has started anew counts from one.
    const known = record.adopted && open.get(exchange);
    if (known && known.asked === at) {
      books[known.lane].sockets.add(record.socket);
      return;
    }
    // Until the clocks are known, whoever asked first is meant.
    const { offset, error } = clock.peek() ?? { offset: 0, error: Number.POSITIVE_INFINITY };
    const lane = claim(record.transport, at - offset, error + drift);
    open.set(exchange, { lane, asked: at, poll: transports[record.transport].polls });
    books[lane].sockets.add(record.socket);
    // The sums begin with the watch: what passed before is in none of them.
    note({ kind, lane, at, exchange, headers: record.adopted ? 0 : record.bytes });
    return;
  }
  const asked = open.get(exchange);
  if (!asked) return;
  if (kind === 'ended' || (kind === 'answered' && asked.poll)) open.delete(exchange);
  note({ kind, lane: asked.lane, at, exchange, ...(kind === 'ended' ? {} : columnsOf(record, asked.asked)) });
}

export function takeTrace(records: readonly TraceRecord[]): void {
  for (const record of records) take(record);
}
