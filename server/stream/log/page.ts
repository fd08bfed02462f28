import { ownCopy } from './event-name.ts';

/**
 * Bytes that a page keeps besides its buffer and its names, and for each notification: its place, its name and whether it is a broadcast. A key weighs a string, its place in a list,
 * and one in the table of all keys, which has up to four times as many places as entries.
 */
const weight = { page: 500, entry: 24, name: 100, key: 150 };
const comma = 0x2c;

/**
 * A run of the log as bytes: the JSON of its notifications one behind the other, a comma behind each, so that any run of them is a list without being copied. The
 * buffer is the page's own: slices of Node's pool would each keep 8 KiB alive. What is written in it never changes, because sockets may still be sending it.
 */
export class Page {
  /** Number of its first notification. */
  readonly first: number;
  #bytes: Buffer;
  /** Where each begins; and where the next one will, behind the comma of the last. */
  readonly #starts: number[] = [0];
  /** Twice the number of its event's name, and one more if it is a broadcast. */
  readonly #kinds: number[] = [];
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  #nameBytes = 0;
  /** Of those of its notifications that were published with one. */
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

  /** Bytes that it keeps alive. */
  get size(): number {
    return weight.page + this.#bytes.byteLength + this.#nameBytes + this.#keyBytes + weight.entry * this.#kinds.length;
  }

  /** @param length bytes, its comma not included */
  hasRoom(length: number): boolean {
    return this.#end + length < this.#bytes.byteLength;
  }

  /** @param json for which there is room @param length its bytes */
  add(json: string, length: number, event: string, broadcast: boolean): void {
    const start = this.#end;
    this.#bytes.write(json, start, 'utf8');
    this.#bytes[start + length] = comma;
    this.#starts.push(start + length + 1);
    this.#kinds.push(2 * this.#numberOf(event) + (broadcast ? 1 : 0));
  }

  /** @returns its own copy of the key of what was added last */
  keep(key: string): string {
    const own = ownCopy(key);
    this.keys.push(own);
    this.#keyBytes += weight.key + own.length;
    return own;
  }

  /** Nothing more will be added: gives back what is left if it is much. */
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

  /** The JSON of a run of notifications, commas between them. @param goesOn with a comma behind the last as well */
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
