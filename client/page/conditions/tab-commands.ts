/** Faults of this tab only. */

import { signal } from '@preact/signals';
import { messageOf } from '../errors.ts';
import { race } from '../lab.ts';
import { labUrl } from '../lab-url.ts';
import { notify } from '../notice.ts';
import type { Ask } from '../race/connections.ts';
import { pageNow } from '../telemetry/clock.ts';

/** Resolves when the notice is on the screen. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Blocks the main thread, so that nothing is read, drawn or answered. A notice says so before and after. */
export async function freezeTab(seconds: number): Promise<void> {
  notify(`This tab is frozen for ${seconds} s: it reads, draws and answers nothing.`);
  await painted();
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end);
  notify(`This tab was frozen for ${seconds} s. Notifications waited in the browser and at the server, and arrive late.`);
}

/** An extra stream that only occupies one of six connections. */
interface Extra {
  readonly number: number;
  readonly source: EventSource;
  readonly ask: Ask;
  readonly open: boolean;
}

export const extras = signal<readonly Extra[]>([]);

/** More would show nothing new: six are the limit. */
export const mostExtras = 8;

let count = 0;

/** Opens this many more event streams. */
export function openExtras(wanted: number): void {
  const opened = Array.from({ length: Math.min(wanted, mostExtras - extras.value.length) }, (): Extra => {
    count += 1;
    const number = count;
    const source = new EventSource(labUrl('stream/sse?event=none'));
    const ask = race.connections.open('extra', 'sse', pageNow());
    const become = (open: boolean) => {
      ask.reached = open;
      extras.value = extras.value.map((one) => (one.number === number ? { ...one, open } : one));
    };
    source.onopen = () => become(true);
    source.onerror = () => become(false);
    return { number, source, ask, open: false };
  });
  extras.value = [...extras.value, ...opened];
}

export function closeExtra({ number, source, ask }: Extra): void {
  source.close();
  race.connections.free(ask, pageNow());
  extras.value = extras.value.filter((one) => one.number !== number);
}

/** Characters: with its quotes it is 60 KiB of JSON. */
const large = 60 * 1024 - 2;

/** Everything behind it on a connection has to wait. */
export async function publishLarge(): Promise<void> {
  try {
    const receipt = await race.publisher?.stream.publish('large', 'x'.repeat(large));
    notify(receipt ? `A message of 60 KiB is stored as ${receipt.id}.` : 'No stream is open: start a lane first.');
  } catch (error) {
    notify(`Not published: ${messageOf(error)}`);
  }
}
