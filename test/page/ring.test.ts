import { describe, expect, it } from 'vitest';
import type { TrackRecord } from '../../client/page/track/records.ts';
import { kept, TrackRing } from '../../client/page/track/ring.ts';

function window(track: TrackRing, from: number, until: number): TrackRecord[] {
  const found: TrackRecord[] = [];
  track.scan(from, until, (record) => found.push({ ...record }));
  return found;
}

const delivered = (at: number, seq = at) => ({ kind: 'delivered', lane: 'sse', at, seq }) as const;

describe('the track', () => {
  it('returns each record as it was added, with 0 in columns that were left out', () => {
    const track = new TrackRing(10);
    track.add({
      kind: 'answered',
      lane: 'long-polling',
      at: 5.5,
      seq: 7,
      count: 2,
      exchange: 3,
      headers: 201,
      framing: 40,
      payload: 90,
      took: 4,
      status: 200,
    });
    track.add({ kind: 'published', lane: undefined, at: 6, seq: 8 });
    expect(window(track, 0, 10)).toEqual([
      {
        kind: 'answered',
        lane: 'long-polling',
        at: 5.5,
        seq: 7,
        count: 2,
        exchange: 3,
        headers: 201,
        framing: 40,
        payload: 90,
        took: 4,
        status: 200,
        buffered: 0,
      },
      {
        kind: 'published',
        lane: undefined,
        at: 6,
        seq: 8,
        count: 0,
        exchange: 0,
        headers: 0,
        framing: 0,
        payload: 0,
        took: 0,
        status: 0,
        buffered: 0,
      },
    ]);
  });

  it('visits the records from one time until before another', () => {
    const track = new TrackRing(100);
    for (let at = 0; at < 10; at += 1) track.add(delivered(at));
    expect(window(track, 3, 6).map(({ at }) => at)).toEqual([3, 4, 5]);
    expect(window(track, 20, 30)).toEqual([]);
  });

  it('finds records of the server that arrive in a later batch than those of the page', () => {
    const track = new TrackRing(100);
    for (const at of [10, 20, 30, 12, 14, 32, 40, 33]) track.add(delivered(at));
    expect(window(track, 12, 34).map(({ at }) => at)).toEqual([20, 30, 12, 14, 32, 33]);
  });

  it('forgets the oldest records when it is full, and gives the time of the oldest one', () => {
    const track = new TrackRing(4);
    expect(track.oldest).toBeUndefined();
    for (let at = 1; at <= 10; at += 1) track.add(delivered(at));
    expect(track.total).toBe(10);
    expect(track.oldest).toBe(7);
    expect(window(track, 0, 100).map(({ at }) => at)).toEqual([7, 8, 9, 10]);
  });

  it('forgets records that are older than a minute', () => {
    const track = new TrackRing(1_000);
    for (let at = 0; at <= kept + 5_000; at += 1_000) track.add(delivered(at));
    expect(track.oldest).toBe(5_000);
    expect(window(track, 0, Number.POSITIVE_INFINITY)).toHaveLength(61);
  });

  it('keeps a minute of 1,000 a second on four lanes without an object per record', () => {
    const track = new TrackRing(2 ** 19);
    const entry = { kind: 'delivered', lane: 'websocket', at: 0, seq: 0 } as const;
    for (let count = 0; count < 600_000; count += 1) track.add({ ...entry, at: count / 8, seq: count });
    expect(track.total).toBe(600_000);
    expect(track.oldest).toBeCloseTo(599_999 / 8 - kept, 0);
    let visited = 0;
    track.scan(70_000, 71_000, () => {
      visited += 1;
    });
    expect(visited).toBe(8_000);
  });
});
