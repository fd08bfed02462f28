import { fieldsOf, isFields, textOf } from './json-fields.ts';
import { dueOf } from './message.ts';

/** A notification that this process has parsed, now or before. */
export interface Known {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
  /** Bytes of its JSON. */
  readonly length: number;
  /** When its publish was due, a time of `monotonic()`; `undefined` if the bench did not publish it. */
  readonly scheduled: number | undefined;
}

interface Page extends Known {
  readonly bytes: Buffer;
}

/** Notifications remembered; older ones are parsed again. */
const remembered = 20_000;

/** Index behind `{"id":"`. */
const idStart = 7;

/**
 * Thousands of clients receive the same bytes. They are parsed once, and compared afterwards. The comparison also proves that every client of an arm
 * got the same stream.
 */
export class NotificationBook {
  readonly #pages = new Map<number, Page>();

  /**
   * @param json the bytes of one notification
   * @throws Error if it is not a notification, or differs from the last one with this id
   */
  read(json: Buffer): Known {
    const idEnd = json.indexOf(0x22, idStart);
    let [seq, weight, place] = [0, 1, idEnd - 1];
    for (; place > idStart && json[place] !== 0x2d; place -= 1) {
      seq += ((json[place] ?? 0) - 0x30) * weight;
      weight *= 10;
    }
    const page = this.#pages.get(seq);
    if (page?.length === json.byteLength && page.bytes.equals(json)) return page;
    const fresh = parse(json);
    if (page?.epoch === fresh.epoch) throw new Error(`Notification ${fresh.id} came with different bytes than before.`);
    this.#pages.set(fresh.seq, fresh);
    this.#pages.delete(fresh.seq - remembered);
    return fresh;
  }
}

function parse(json: Buffer): Page {
  const fields = fieldsOf(json.toString());
  const [id, { data }] = [textOf(fields, 'id'), fields];
  const parts = /^([a-z0-9]+)-(\d+)$/.exec(id);
  if (!parts) throw new Error(`Expected a notification with an id; got ${json.toString().slice(0, 80)}.`);
  return {
    id,
    epoch: parts[1] ?? '',
    seq: Number(parts[2]),
    length: json.byteLength,
    scheduled: dueOf(isFields(data) ? data.t : undefined),
    bytes: Buffer.from(json),
  };
}
