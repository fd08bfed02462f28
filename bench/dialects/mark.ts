import { randomInt } from 'node:crypto';
import type { Known } from '../arms/notification-book.ts';

/**
 * A mark: `zq`, four characters that no other run has, five of the notification's number, and ten of the microseconds of `monotonic()` at which its
 * publish was due, both in base 36. Letters and digits only, so no escaping (JSON, HTML, URLs) changes it.
 */
const begin = 'zq';
const [epochLength, numberLength, dueLength] = [4, 5, 10];
export const markLength = begin.length + epochLength + numberLength + dueLength;

const beginBytes = Buffer.from(begin);
const filler = 'x';

/** Epoch of a run's marks, so that notifications of an earlier run, which a server may have kept, are recognised. */
export const newEpoch = (): string => randomInt(36 ** (epochLength - 1), 36 ** epochLength).toString(36);

/**
 * @param epoch four characters, a to z and 0 to 9 @param due a time of `monotonic()` @param length of the whole text, padded behind the mark; at
 * least `markLength`
 */
export const markOf = (epoch: string, number: number, due: number, length = markLength): string =>
  `${begin}${epoch}${number.toString(36).padStart(numberLength, '0')}${Math.round(due * 1_000)
    .toString(36)
    .padStart(dueLength, '0')}`.padEnd(length, filler);

/** Marks remembered; older ones are read again. */
const remembered = 20_000;

/** Finds marks in any server's messages. It remembers the messages that it has seen, because thousands of clients receive the same ones. */
export class MarkBook {
  readonly #epoch: string;
  readonly #epochBytes: number;
  readonly #known = new Map<number, Known>();
  /** Messages without a mark, and the beginning of the last. */
  unmarked = 0;
  lastUnmarked = '';

  /** @param epoch only its marks count: others are foreign, or of an earlier run. Empty: no mark counts */
  constructor(epoch: string) {
    this.#epoch = epoch;
    this.#epochBytes = Buffer.from(epoch.padEnd(epochLength)).readUInt32BE();
  }

  /** @param take gets each notification of this message once, however often its mark stands there */
  read(message: Buffer, take: (known: Known) => void): void {
    let seen: Known[] | undefined;
    let found = false;
    for (let place = message.indexOf(beginBytes); place >= 0; place = message.indexOf(beginBytes, place + 1)) {
      const known = this.#at(message, place);
      if (!known) continue;
      found = true;
      place += markLength - 1;
      if (seen?.includes(known)) continue;
      seen = seen ? [...seen, known] : [known];
      take(known);
    }
    if (!found) this.#note(message);
  }

  #note(message: Buffer): void {
    this.unmarked += 1;
    if (this.unmarked < 1_000) this.lastUnmarked = message.toString('utf8', 0, 200);
  }

  #at(message: Buffer, place: number): Known | undefined {
    const numberAt = place + begin.length + epochLength;
    const end = place + markLength;
    if (end > message.byteLength || message.readUInt32BE(place + begin.length) !== this.#epochBytes) return undefined;
    let number = 0;
    for (let index = numberAt; index < numberAt + numberLength; index += 1) number = number * 36 + digit(message[index]);
    const known = this.#known.get(number);
    if (known) return known;
    const due = Number.parseInt(message.toString('latin1', numberAt + numberLength, end), 36) / 1_000;
    if (!Number.isFinite(number) || !Number.isFinite(due)) return undefined;
    let length = markLength;
    while (message[place + length] === filler.charCodeAt(0)) length += 1;
    const fresh: Known = { id: `${this.#epoch}-${number}`, epoch: this.#epoch, seq: number, length, scheduled: due };
    this.#known.set(number, fresh);
    this.#known.delete(number - remembered);
    return fresh;
  }
}

/** A digit in base 36; NaN if it is none. */
function digit(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x7a ? code - 0x57 : Number.NaN;
}
