import type { Failure, Gap, Notification, TransportName } from '../../stream/index.ts';

/** What came over a lane, or what kept it from coming. Times are of the server's clock. */
export type Remembered = { readonly lane: TransportName; readonly at: number } & (
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'failure'; readonly failure: Failure }
);

/** Lines that the log shows at most. */
export const most = 200;

const entries: (Remembered | undefined)[] = new Array(most);
let count = 0;

/** Keeps the last ones: a message costs an array entry. */
export function remember(entry: Remembered): void {
  entries[count % most] = entry;
  count += 1;
}

/** How many there ever were. */
export const rememberedCount = (): number => count;

/** Newest first. */
export function remembered(): Remembered[] {
  const found: Remembered[] = [];
  for (let number = count - 1; number >= Math.max(0, count - most); number -= 1) found.push(entries[number % most] as Remembered);
  return found;
}
