import type { Meter } from '../arms/meter.ts';
import { monotonic, until } from './clock.ts';
import type { Load } from './load.ts';

/**
 * Waits until every client has everything up to `seq` and rests.
 * @param order.wait milliseconds at most
 * @returns what is missing then, if anything
 */
export async function drain(load: Load, { seq, wait }: { readonly seq: number; readonly wait: number }): Promise<string | undefined> {
  load.goal = seq;
  for (const client of load.clients) client.restAt(seq);
  const all = await waitFor(load.meter, () => load.clients.every(({ resting }) => resting), monotonic() + wait);
  return missingOf(load, all);
}

/** Waits until nothing is pending on any line. After `drain` only a protocol below the arms still sends, such as window updates of HTTP/2. */
export const settled = async ({ clients }: Load): Promise<void> => void (await Promise.all(clients.map((client) => client.settled())));

/** @returns whether it held before `deadline`, a time of `monotonic()` */
async function waitFor(meter: Meter, holds: () => boolean, deadline: number): Promise<boolean> {
  while (!holds()) {
    if (monotonic() >= deadline) return false;
    let wake = () => {};
    const progress = new Promise<void>((resolve) => {
      wake = resolve;
    });
    meter.onProgress = wake;
    const over = new AbortController();
    // Checking thousands of clients after each message would cost too much, so it checks only now and then.
    await Promise.race([progress.then(() => until(monotonic() + 5, over.signal)), until(deadline, over.signal)]).finally(() => over.abort());
  }
  return true;
}

/** @param all whether every client rests */
function missingOf({ clients, goal }: Load, all: boolean): string | undefined {
  const skipped = [...new Set(clients.flatMap(({ ledger }) => ledger.missing))].slice(0, 5);
  const behind = clients.filter(({ ledger }) => (ledger.seq ?? 0) < goal).length;
  const found = [
    behind > 0 && `${behind} of ${clients.length} clients had not got number ${goal}`,
    skipped.length > 0 && `skipped: ${skipped.join(', ')}`,
    !all && behind === 0 && 'a client did not come to rest',
  ].filter((one) => typeof one === 'string');
  return found.length > 0 ? found.join('; ') : undefined;
}
