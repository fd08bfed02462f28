/** What the lanes did while the tab was hidden. It is counted when the tab is visible again, because a hidden page is not drawn. */
import { perTransport } from '../../../bench/result/identity.ts';
import { track } from '../lab.ts';
import type { Absence } from '../lessons/seen.ts';
import { serverNow } from '../telemetry/clock.ts';

/** Milliseconds to look back: the track keeps a minute. */
const most = 55_000;
/** Milliseconds that count as soon afterwards. */
const soon = 1_500;

/** Epoch milliseconds of the server's clock. */
interface Span {
  readonly from: number;
  readonly until: number;
}

function countsOf({ from, until }: Span): Absence['lanes'] {
  const found = perTransport(() => ({ asked: 0, delivered: 0, took: 0, afterwards: 0 }));
  track.scan(Math.max(from, until - most), until + soon, ({ kind, lane, at, took }) => {
    if (!lane) return;
    const counts = found[lane];
    if (kind === 'asks' && at < until) counts.asked += 1;
    if (kind !== 'delivered') return;
    if (at >= until) counts.afterwards += 1;
    else {
      counts.delivered += 1;
      counts.took += took;
    }
  });
  return perTransport((name) => ({ ...found[name], mean: found[name].took / found[name].delivered }));
}

/** @returns the longest absence so far */
export function watchAbsence(signal: AbortSignal): () => Absence | undefined {
  let left = document.hidden ? serverNow() : undefined;
  let longest: Span | undefined;
  const look = () => {
    if (document.hidden) left ??= serverNow();
    else if (left !== undefined) {
      const span = { from: left, until: serverNow() };
      left = undefined;
      if (!longest || span.until - span.from >= longest.until - longest.from) longest = span;
    }
  };
  document.addEventListener('visibilitychange', look, { signal });
  return () =>
    longest && {
      lasted: longest.until - longest.from,
      counted: Math.min(most, longest.until - longest.from),
      since: serverNow() - longest.until,
      lanes: countsOf(longest),
    };
}
