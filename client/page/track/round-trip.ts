import type { Track } from './records.ts';

/** Milliseconds that are looked back. */
const window = 20_000;

/**
 * The round trip as this page measures it: how long polls were under way, of which the server took next to nothing. One clock is enough for that.
 * @param from epoch milliseconds of the server's clock; what was asked before is left out
 * @returns the median in milliseconds; `undefined` without polls
 */
export function measuredRoundTrip(track: Track, now: number, from = now - window): number | undefined {
  const found: number[] = [];
  let asked: number | undefined;
  track.scan(from, now, ({ kind, lane, at }) => {
    if (lane !== 'polling') return;
    if (kind === 'asks') asked = at;
    if (kind === 'hears' && asked !== undefined) {
      found.push(at - asked);
      asked = undefined;
    }
    if (kind === 'broke') asked = undefined;
  });
  return found.sort((one, other) => one - other)[Math.floor(found.length / 2)];
}
