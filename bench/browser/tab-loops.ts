import type { Ledger, NotificationStream } from '../../client/stream/index.ts';
import type { TransportName } from '../../server/stream/protocol.ts';

/** The loop of a tab: polls by `setInterval`, the oldest way, or the client library. */
export type Follower = 'setInterval' | TransportName;

/** Readings of a tab since it started over. */
export interface TabTicks {
  readonly visibility: string;
  /** When it polled, or received something; milliseconds since it started over, ascending. */
  readonly ticks: readonly number[];
  /** Longest time without a tick, start and end included; milliseconds. */
  readonly longestGap: number;
  /** Absent if the library is not in use. */
  readonly ledger?: Ledger;
}

declare global {
  /** State that the loop keeps in its tab. */
  var loop: { ticks: number[]; start: number; stream?: NotificationStream; changed: () => void };
}

/** This and all functions below run in the tab. Their source text is sent there. */
export async function startLoop({ follower, interval, hold }: { follower: Follower; interval: number; hold: number }): Promise<void> {
  globalThis.loop = { ticks: [], start: performance.now(), changed: () => {} };
  const tick = () => loop.ticks.push(performance.now());
  if (follower === 'setInterval') {
    setInterval(() => {
      tick();
      fetch('stream/polling', { cache: 'no-store' }).catch(() => {});
    }, interval);
    return;
  }
  const ask: typeof fetch = (...given) => {
    tick();
    return fetch(...given);
  };
  const polls = follower === 'polling';
  const stream = TransportLab.openStream('./', { transport: follower, interval, hold, ...(polls && { fetch: ask }) });
  loop.stream = stream;
  stream.addEventListener('notification', () => {
    if (!polls) tick();
    loop.changed();
  });
  await new Promise((resolve) => stream.addEventListener('hello', resolve, { once: true }));
}

export function startOver(): void {
  loop.ticks = [];
  loop.start = performance.now();
}

/** @returns whether the stream has reached this notification within `wait` milliseconds */
export function reachLast({ id, wait }: { id: string; wait: number }): Promise<boolean> {
  const there = () => loop.stream?.cursor === id;
  if (there()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(there()), wait);
    loop.changed = () => {
      if (!there()) return;
      clearTimeout(late);
      resolve(true);
    };
  });
}

/** @param length milliseconds since the start that count */
export function readTicks(length: number): TabTicks {
  const ticks = loop.ticks.map((at) => at - loop.start).filter((at) => at < length);
  const places = [0, ...ticks, length];
  const longestGap = Math.max(...places.map((at, index) => at - (places[index - 1] ?? 0)));
  return { visibility: document.visibilityState, ticks, longestGap, ...(loop.stream && { ledger: loop.stream.ledger }) };
}
