import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Track } from './records.ts';

/** The lane that an exchange belongs to; `undefined` if nothing of it is kept. */
export function laneOf(track: Pick<Track, 'scan'>, wanted: number): TransportName | undefined {
  let found: TransportName | undefined;
  track.scan(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, ({ exchange, lane }) => {
    if (exchange === wanted && lane) found = lane;
  });
  return found;
}
