/** Writes the server's records into the recording: each exchange on the lane that requested it. */
import { transports } from '../../../bench/result/identity.ts';
import type { TraceRecord } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { ClockReading } from '../telemetry/clock.ts';
import type { Race } from './race.ts';

/** Milliseconds that two clocks may drift apart in a minute, which is the age limit of an exchange. */
const drift = 5;

/** An exchange that has been asked and not ended. */
interface OpenExchange {
  readonly lane: TransportName;
  readonly asked: number;
  readonly poll: boolean;
}

type OfKind<Kind extends TraceRecord['kind']> = Extract<TraceRecord, { kind: Kind }>;

const columnsOf = (record: OfKind<'answered' | 'wrote' | 'heard'>, asked: number) =>
  record.kind === 'heard'
    ? { framing: record.bytes }
    : {
        count: record.notifications,
        seq: record.last ?? 0,
        ...record.bytes,
        ...(record.kind === 'answered' ? { status: record.status, took: record.at - asked } : { buffered: record.buffered }),
      };

/** Takes records of one server, batch by batch. */
export class Intake {
  readonly #race: Pick<Race, 'recording' | 'connections'>;
  readonly #clock: () => ClockReading | undefined;
  readonly #open = new Map<number, OpenExchange>();

  /** @param clock `undefined` until page and server have compared their clocks */
  constructor(race: Pick<Race, 'recording' | 'connections'>, clock: () => ClockReading | undefined) {
    this.#race = race;
    this.#clock = clock;
  }

  take(records: readonly TraceRecord[]): void {
    for (const record of records) {
      if (record.kind === 'published') this.#published(record);
      else if (record.kind === 'asked') this.#asked(record);
      else this.#goesOn(record);
    }
  }

  #published({ kind, at, id, bytes }: OfKind<'published'>): void {
    const { recording } = this.#race;
    recording.note({ kind, lane: undefined, at, seq: recording.saw(id), count: 1, payload: bytes });
  }

  #asked({ kind, at, exchange, transport, socket, bytes, adopted }: OfKind<'asked'>): void {
    const { recording, connections } = this.#race;
    // Reported again; a restarted lab counts from one.
    const known = adopted && this.#open.get(exchange);
    if (known && known.asked === at) {
      recording.books[known.lane].sockets.add(socket);
      return;
    }
    // Until the clocks are compared, the first requester is assumed.
    const { offset, error } = this.#clock() ?? { offset: 0, error: Number.POSITIVE_INFINITY };
    const lane = connections.claim(transport, at - offset, error + drift);
    this.#open.set(exchange, { lane, asked: at, poll: transports[transport].polls });
    recording.books[lane].sockets.add(socket);
    // Sums begin when the watch begins; earlier traffic is in none of them.
    recording.note({ kind, lane, at, exchange, headers: adopted ? 0 : bytes });
  }

  #goesOn(record: Exclude<TraceRecord, { kind: 'published' | 'asked' }>): void {
    const { kind, at, exchange } = record;
    const asked = this.#open.get(exchange);
    if (!asked) return;
    if (kind === 'ended' || (kind === 'answered' && asked.poll)) this.#open.delete(exchange);
    this.#race.recording.note({ kind, lane: asked.lane, at, exchange, ...(record.kind === 'ended' ? {} : columnsOf(record, asked.asked)) });
  }
}
