import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { Replica } from '../../server/stream/log/redis/replica.ts';
import { formatId, isAfter, isSame, parseId, type StoredEntry } from '../../server/stream/log/redis/stored-entry.ts';
import { type Notification, parseCursor } from '../../server/stream/protocol.ts';

const everything = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
const window = 8;

/** A model of the stream in Redis: it numbers, trims, loses, and begins an epoch after each start. Every notification contains the value of the one before it. */
class Stream {
  entries: StoredEntry[] = [];
  #ms = 1_000;
  #value = 0;

  constructor() {
    this.begin();
  }

  begin(): void {
    this.#ms += 1;
    const last = this.entries.at(-1);
    this.entries.push({ kind: 'begin', ms: this.#ms, seq: 0, run: `run${this.#ms}`, last: last ? formatId(last) : '', lost: false });
  }

  append(): void {
    const last = this.entries.at(-1);
    const parent = this.values.at(-1) ?? this.#trimmed;
    this.#value += 1;
    const data = JSON.stringify({ value: this.#value, parent });
    this.entries.push({
      kind: 'notification',
      ms: this.#ms,
      seq: (last?.seq ?? 0) + 1,
      event: 'e',
      broadcast: false,
      rest: `"event":"e","data":${data},"at":1}`,
    });
  }

  /** The newest trimmed value: the parent of the next notification if none is left. */
  #trimmed = 0;

  trim(count: number): void {
    this.#trimmed = this.values[count - 1] ?? this.values.at(-1) ?? this.#trimmed;
    this.entries.splice(0, Math.min(count, this.entries.length - 1));
  }

  /** Redis restarts without the newest entries. */
  lose(count: number): void {
    this.entries.splice(Math.max(0, this.entries.length - count));
    this.begin();
  }

  get values(): readonly number[] {
    return this.entries.flatMap((entry) => (entry.kind === 'notification' ? [dataOf(entry).value] : []));
  }
}

const dataOf = ({ rest }: { readonly rest: string }) => (JSON.parse(`{${rest}`) as Notification).data as { value: number; parent: number };

/** Like a session: first checks whether the stream still contains the node's last entry. */
function bringUpToDate(replica: Replica, { entries }: Stream): void {
  const there = entries.find((entry) => isSame(entry, replica.last));
  const rest = entries.filter((entry) => isAfter(entry, replica.last));
  if (!there || !replica.take(rest)) replica.replace(entries.slice(-window));
}

/** A reader at one of the nodes, which remembers what it has read. */
class Witness {
  #position: number;
  #last: number | undefined;
  #replica: Replica;

  constructor(replica: Replica) {
    this.#replica = replica;
    this.#position = replica.window.head;
  }

  get cursor(): string {
    return this.#replica.window.cursor(this.#position);
  }

  /** Moves with its cursor to this node, if the node has read at least as far. */
  move(replica: Replica): void {
    const { cursor } = this;
    const id = parseCursor(cursor);
    if (!id || !replica.has(parseId(`${Number.parseInt(id.epoch, 36)}-${id.seq}`))) return;
    this.#replica = replica;
    this.#take(replica.window.place(id));
  }

  read(): void {
    this.#take(this.#replica.window.resume(this.#position));
  }

  #take({ seq, gap }: ReturnType<Replica['window']['place']>): void {
    const run = this.#replica.window.read(seq, Filter.all, everything);
    const got = run.entries.map(({ json }) => (JSON.parse(json.toString()) as { data: { value: number; parent: number } }).data);
    const retained = this.#replica.window.read(this.#replica.window.oldest - 1, Filter.all, everything).entries;
    const hasLast = retained.some(({ json }) => JSON.parse(json.toString()).data.value === this.#last);
    if (gap) expect(hasLast, `${JSON.stringify(gap)} to a reader that has read ${this.#last}, which is retained`).toBe(false);
    else if (this.#last !== undefined && got[0]) expect(got[0].parent, 'the notification after the last one read').toBe(this.#last);
    for (let index = 1; index < got.length; index += 1) expect(got[index]?.parent).toBe(got[index - 1]?.value);
    this.#position = run.to;
    // After a gap the reader may continue with any notification.
    this.#last = got.at(-1)?.value ?? (gap ? undefined : this.#last);
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('append' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('follow' as const), count: fc.integer({ min: 0, max: 1 }) }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('read' as const), count: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('move' as const), count: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('lose' as const), count: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('trim' as const), count: fc.integer({ min: 1, max: 6 }) }) },
);

test('whatever Redis loses and trims, and whenever nodes notice it, a reader gets the notification after its last one, or a gap if its last one is gone', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const stream = new Stream();
      const replicas = [0, 1].map(() => new Replica({ maxCount: window, maxBytes: 2 ** 30 }, stream.entries));
      const witnesses = [0, 1, 2].map((index) => new Witness(replicas[index % 2] as Replica));
      const acts: Readonly<Record<(typeof steps)[number]['act'], (count: number) => void>> = {
        append: (count) => {
          for (let index = 0; index < count; index += 1) stream.append();
        },
        follow: (node) => bringUpToDate(replicas[node] as Replica, stream),
        read: (reader) => witnesses[reader]?.read(),
        move: (count) => witnesses[count % 3]?.move(replicas[Math.floor(count / 3)] as Replica),
        lose: (count) => stream.lose(count),
        trim: (count) => stream.trim(count),
      };
      for (const { act, count } of steps) acts[act](count);
      for (const replica of replicas) bringUpToDate(replica, stream);
      for (const witness of witnesses) witness.read();
    }),
    { numRuns: 500, seed: 20_261_128 },
  );
});
