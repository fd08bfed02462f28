import type { TrackRecord } from '../../../client/page/track/records.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';

const blank = { seq: 0, count: 0, exchange: 0, headers: 0, framing: 0, payload: 0, took: 0, status: 0, buffered: 0 };

/** A record of the track; fields that are left out are 0. */
export const row = (kind: TrackRecord['kind'], lane: TransportName | undefined, at: number, rest: Partial<TrackRecord> = {}): TrackRecord => ({
  ...blank,
  kind,
  lane,
  at,
  ...rest,
});

export const delivered = (lane: TransportName, at: number, took: number): TrackRecord => row('delivered', lane, at, { took, count: 1 });
