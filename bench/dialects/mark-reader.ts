import type { ClientLedger } from '../arms/ledger.ts';
import type { Meter } from '../arms/meter.ts';
import { monotonic } from '../processes/clock.ts';
import { MarkBook } from './mark.ts';

const books = new WeakMap<Meter, MarkBook>();

/** The one mark book of all clients of a meter. @param after the cursor at which reading starts: its epoch is that of the marks */
export function marksOf(meter: Meter, after = ''): MarkBook {
  const known = books.get(meter) ?? new MarkBook(after.slice(0, after.indexOf('-')));
  books.set(meter, known);
  return known;
}

/** Delivers the notifications whose marks are in a message. @returns how many bytes each published text had */
export function deliverMarks(message: Buffer, meter: Meter, marks: MarkBook, ledger: ClientLedger): readonly number[] {
  const lengths: number[] = [];
  marks.read(message, (known) => {
    lengths.push(known.length);
    meter.deliver(ledger, known, monotonic());
  });
  return lengths;
}
