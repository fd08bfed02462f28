import type { ExchangeBytes } from '../telemetry/telemetry.ts';
import type { TrackRecord } from '../track/records.ts';

/** Bytes that a record tells of. @returns up and down */
function passed({ kind, headers, framing, payload }: TrackRecord): readonly [up: number, down: number] {
  const all = headers + framing + payload;
  if (kind === 'asked' || kind === 'heard') return [all, 0];
  return kind === 'answered' || kind === 'wrote' ? [0, all] : [0, 0];
}

/**
 * An exchange as it was at an earlier time: without the bytes since then. Pure.
 * @param records of the exchange, and perhaps of others; all that there are between `at` and the reading
 */
export function bytesAt(read: ExchangeBytes, exchange: number, records: Iterable<TrackRecord>, at: number): ExchangeBytes {
  let [up, down] = [read.up.length, read.down.length + read.cut];
  for (const record of records) {
    if (record.exchange !== exchange || record.at <= at || record.at > read.at) continue;
    const [later, laterDown] = passed(record);
    up -= later;
    down -= laterDown;
  }
  const kept = Math.max(0, Math.min(read.down.length, down));
  return { at: Math.min(at, read.at), up: read.up.subarray(0, Math.max(0, up)), down: read.down.subarray(0, kept), cut: Math.max(0, down - kept) };
}
