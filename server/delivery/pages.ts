import type { Entry } from '../log/entry.ts';
import { Filter } from '../log/filter.ts';
import { Memo } from './memo.ts';

/** Notifications of a page: those of one multiple of it up to the next. */
const pageLength = 64;
const memoBytes = 16 * 1024 * 1024;
/** Pages stay what they are however far the log goes on; the bound in bytes is what ends them. */
const unmoved = 0;
const comma = Buffer.from(',');

interface Page {
  readonly bytes: Buffer;
  readonly size: number;
}

/** The JSON of many notifications, comma between them. */
interface Joined {
  readonly parts: readonly Buffer[];
  /** Bytes of those parts that nobody else has. */
  readonly own: number;
}

/** With a comma behind each. */
const join = (entries: readonly Entry[]): Buffer => Buffer.concat(entries.flatMap(({ json }) => [json, comma]));

/**
 * Joins long runs of the log without copying most of them. A thousand pollers at a thousand places would be a thousand bodies of 200 KB: 126 MB more while all of them are
 * answered at once. In pages they share everything but what lies before the first whole page, and behind the last.
 */
export class Pages {
  readonly #memo = new Memo<Page>(memoBytes);

  /** @param entries at least one, and none left out between the first and the last */
  join(entries: readonly Entry[]): Joined {
    const parts: Buffer[] = [];
    const first = entries[0]?.seq ?? 0;
    let own = 0;
    for (let from = 0; from < entries.length; ) {
      const page = Math.floor((first + from) / pageLength);
      const run = entries.slice(from, (page + 1) * pageLength - first);
      const isWhole = run.length === pageLength;
      const bytes = isWhole ? this.#page(page, run) : join(run);
      if (!isWhole) own += bytes.byteLength;
      parts.push(bytes);
      from += run.length;
    }
    const last = parts.pop();
    return { parts: last ? [...parts, last.subarray(0, -1)] : [], own };
  }

  #page(page: number, entries: readonly Entry[]): Buffer {
    return this.#memo.at(page, Filter.all, unmoved, () => {
      const bytes = join(entries);
      return { bytes, size: bytes.byteLength };
    }).bytes;
  }
}
