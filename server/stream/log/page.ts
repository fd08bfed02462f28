import { ownCopy } from './event-name.ts';

/**
 * Bytes of memory: `page` without its buffer; `entry` per notification, for its start, its event and whether it is a broadcast; `name` per event without its characters; `key` per key, for the
 * string, its place in a list and its place in the table of all keys, which has up to four times as many places as entries.
 */
const weight = { page: 500, entry: 24, name: 100, key: 150 };
const comma = 0x2c;

/**
 * Consecutive notifications of the log in one buffer: their JSON, a comma after each. So any range of them is the inside of a JSON array without a copy. The buffer is
 * not from Node's pool, where a slice would keep 8 KiB in memory. Bytes once written never change, because sockets may still be sending them.
 */
export class Page {
  /** Number of its first notification. */
  readonly first: number;
  #bytes: Buffer;
  /** The offset of each notification; the last element is where the next one will begin. */
  readonly #starts: number[] = [0];
  /** For each notification: 2 × the index of its event's name, + 1 if it is a broadcast. */
  readonly #kinds: number[] = [];
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  #nameBytes = 0;
  /** The keys of its notifications, as far as they have one. */
  readonly keys: string[] = [];
  #keyBytes = 0;

  /** @param capacity bytes, commas included */
  constructor(first: number, capacity: number) {
    this.first = first;
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Number of its last notification; `first - 1` while there is none. */
  get last(): number {
    return this.first + this.#kinds.length - 1;
  }

  /** Bytes of memory. */
  get size(): number {
    return weight.page + this.#bytes.byteLength + this.#nameBytes + this.#keyBytes + weight.entry * this.#kinds.length;
  }

  /** @param length bytes, its comma not included */
  hasRoom(length: number): boolean {
    return this.#end + length < this.#bytes.byteLength;
  }

  /** Call `hasRoom` first. @param length bytes of `json` */
  add(json: string, length: number, event: string, broadcast: boolean): void {
    const start = this.#end;
    this.#bytes.write(json, start, 'utf8');
    this.#bytes[start + length] = comma;
    this.#starts.push(start + length + 1);
    this.#kinds.push(2 * this.#numberOf(event) + (broadcast ? 1 : 0));
  }

  /** Keeps the key of the notification that was added last. @returns a copy of the key */
  keep(key: string): string {
    const own = ownCopy(key);
    this.keys.push(own);
    this.#keyBytes += weight.key + own.length;
    return own;
  }

  /** Nothing more will be added: gives the rest of the buffer back if it is more than an eighth. */
  seal(): void {
    const end = this.#end;
    if (end >= (this.#bytes.byteLength / 8) * 7) return;
    const exact = Buffer.allocUnsafeSlow(end);
    this.#bytes.copy(exact, 0, 0, end);
    this.#bytes = exact;
  }

  event(seq: number): string {
    return this.#names[(this.#kinds[seq - this.first] ?? 0) >> 1] ?? '';
  }

  broadcast(seq: number): boolean {
    return (this.#kinds[seq - this.first] ?? 0) % 2 === 1;
  }

  /** Bytes of a notification's JSON. */
  length(seq: number): number {
    return this.#start(seq + 1) - this.#start(seq) - 1;
  }

  /** The JSON of a range of notifications, with commas between them. @param goesOn with a comma after the last as well */
  run(from: number, to: number, goesOn = false): Buffer {
    return this.#bytes.subarray(this.#start(from), this.#start(to + 1) - (goesOn ? 0 : 1));
  }

  get #end(): number {
    return this.#start(this.last + 1);
  }

  #start(seq: number): number {
    return this.#starts[seq - this.first] ?? 0;
  }

  #numberOf(event: string): number {
    const known = this.#numbers.get(event);
    if (known !== undefined) return known;
    const name = ownCopy(event);
    this.#numbers.set(name, this.#names.length);
    this.#nameBytes += weight.name + 2 * name.length;
    return this.#names.push(name) - 1;
  }
}
