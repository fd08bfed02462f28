import type { TraceRecord } from './messages.ts';

type Wrote = Extract<TraceRecord, { kind: 'wrote' }>;

/** Records in a batch above which frequent kinds are merged or left out, and above twice which all are. */
const capacity = 2_000;
const utmost = 2 * capacity;

/** Records since the last batch was sent. Limited, because under load there are more than a page can draw. */
export class Batch {
  #records: TraceRecord[] = [];
  /** Where the last `wrote` of each exchange is, once the batch is full. */
  #wrote: Map<number, number> | undefined;
  #left = 0;

  add(record: TraceRecord): void {
    if (this.#records.length < capacity) this.#records.push(record);
    else if (record.kind === 'wrote') this.#merge(record);
    else if (record.kind === 'published' || record.kind === 'heard' || this.#records.length >= utmost) this.#left += 1;
    else this.#records.push(record);
  }

  /** Counts what could not be sent. */
  leave(count: number): void {
    this.#left += count;
  }

  /** @returns what there is to send, if anything; then it is empty again */
  take(): { readonly records: readonly TraceRecord[]; readonly left?: number } | undefined {
    const [records, left] = [this.#records, this.#left];
    if (records.length === 0 && left === 0) return undefined;
    this.#records = [];
    this.#wrote = undefined;
    this.#left = 0;
    return { records, ...(left > 0 && { left }) };
  }

  #merge(record: Wrote): void {
    this.#wrote ??= new Map(this.#records.flatMap((one, index) => (one.kind === 'wrote' ? [[one.exchange, index]] : [])));
    const index = this.#wrote.get(record.exchange);
    if (index !== undefined) {
      this.#records[index] = merged(this.#records[index] as Wrote, record);
    } else if (this.#records.length < utmost) {
      this.#wrote.set(record.exchange, this.#records.push(record) - 1);
    } else {
      this.#left += 1;
    }
  }
}

function merged(one: Wrote, other: Wrote): Wrote {
  const first = one.first ?? other.first;
  const last = other.last ?? one.last;
  return {
    ...one,
    bytes: {
      headers: one.bytes.headers + other.bytes.headers,
      framing: one.bytes.framing + other.bytes.framing,
      payload: one.bytes.payload + other.bytes.payload,
    },
    notifications: one.notifications + other.notifications,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    buffered: other.buffered,
  };
}
