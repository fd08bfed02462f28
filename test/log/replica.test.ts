import { describe, expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { Replica } from '../../server/stream/log/redis/replica.ts';
import { formatId, type StoredBeginning, type StoredEntry, type StreamId } from '../../server/stream/log/redis/stored-entry.ts';
import { parseCursor } from '../../server/stream/protocol.ts';

const bounds = { maxCount: 100, maxBytes: 2 ** 30 };
/** Three epochs, which cursors write as `a`, `b` and `c`. */
const [a, b, c] = [10, 11, 12];
const everything = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

const begin = (ms: number, last?: StreamId): StoredBeginning => ({
  kind: 'begin',
  ms,
  seq: 0,
  run: 'run',
  last: last ? formatId(last) : '',
  lost: false,
});
const run = (ms: number, from: number, to: number): StoredEntry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    kind: 'notification',
    ms,
    seq: from + index,
    event: 'e',
    broadcast: false,
    rest: `"event":"e","data":"${ms}","at":1}`,
  }));

const ids = ({ window }: Replica, from = window.oldest - 1) => window.read(from, Filter.all, everything).entries.map(({ id }) => id);
const placed = ({ window }: Replica, cursor: string) => {
  const { seq, gap } = window.place(parseCursor(cursor));
  return { at: window.cursor(seq), reason: gap?.reason };
};

describe('the replica that a node has of a stream in Redis', () => {
  test('begins where the stream begins, and its positions are the numbers of its notifications', () => {
    const whole = new Replica(bounds, [begin(a), ...run(a, 1, 3)]);
    expect([whole.window.head, whole.window.oldest, ids(whole)]).toEqual([3, 1, ['a-1', 'a-2', 'a-3']]);
    expect(whole.window.read(2, Filter.all, everything).entries[0]?.json.toString()).toBe('{"id":"a-3","event":"e","data":"10","at":1}');
    const trimmed = new Replica(bounds, run(a, 51, 52));
    expect([trimmed.window.head, trimmed.window.oldest, trimmed.window.cursor(50)]).toEqual([52, 51, 'a-50']);
    expect(placed(trimmed, 'a-50')).toEqual({ at: 'a-50', reason: undefined });
    expect(placed(trimmed, 'a-49')).toEqual({ at: 'a-50', reason: 'expired' });
  });

  test('takes entries that follow, ignores those that it has, and refuses those after a missing one', () => {
    const replica = new Replica(bounds, [begin(a)]);
    expect(replica.take(run(a, 1, 5))).toBe(true);
    expect(replica.take(run(a, 3, 7))).toBe(true);
    expect(ids(replica)).toEqual(['a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'a-6', 'a-7']);
    expect(replica.take(run(a, 9, 9))).toBe(false);
    expect(replica.take([begin(b, { ms: a, seq: 6 })])).toBe(false);
    expect(ids(replica, 6)).toEqual(['a-7']);
  });

  test('continues from one epoch to the next without a gap if nothing was lost', () => {
    const replica = new Replica(bounds, [begin(a), ...run(a, 1, 3)]);
    expect(replica.take([begin(b, { ms: a, seq: 3 }), ...run(b, 1, 2)])).toBe(true);
    expect(ids(replica)).toEqual(['a-1', 'a-2', 'a-3', 'b-1', 'b-2']);
    expect(['a-2', 'a-3', 'b-0', 'b-1'].map((cursor) => placed(replica, cursor))).toEqual(
      ['a-2', 'a-3', 'b-0', 'b-1'].map((at) => ({ at, reason: undefined })),
    );
    expect(ids(replica, replica.window.place(parseCursor('a-3')).seq)).toEqual(['b-1', 'b-2']);
    expect(placed(replica, 'b-3')).toEqual({ at: 'b-2', reason: 'ahead' });
    expect(placed(replica, 'a-4')).toEqual({ at: 'b-0', reason: 'epoch' });
    expect(placed(replica, 'zzz-4')).toEqual({ at: 'a-0', reason: 'epoch' });
    expect(replica.window.cut(0, Filter.all, everything).parts.join('')).not.toContain(',,');
  });

  test('sends a gap to every reader that had read the lost notifications, and to no other', () => {
    const replica = new Replica(bounds, [begin(a), ...run(a, 1, 5)]);
    const { window } = replica;
    const places = [2, 3, 4, 5];
    replica.replace([begin(a), ...run(a, 1, 3), begin(b, { ms: a, seq: 3 }), ...run(b, 1, 1)]);
    expect(window.head).toBeGreaterThan(5);
    const resumed = places.map((seq) => window.resume(seq));
    expect(resumed.map(({ seq, gap }) => [window.cursor(seq), gap])).toEqual([
      ['a-2', undefined],
      ['a-3', undefined],
      ['b-0', { from: 'a-4', to: 'b-0', reason: 'epoch' }],
      ['b-0', { from: 'a-5', to: 'b-0', reason: 'epoch' }],
    ]);
    expect(resumed.map(({ seq }) => ids(replica, seq))).toEqual([['a-3', 'b-1'], ['b-1'], ['b-1'], ['b-1']]);
    // Twice in a row, before a reader has moved.
    replica.replace([begin(a), ...run(a, 1, 2), begin(c, { ms: a, seq: 2 })]);
    expect(places.map((seq) => window.resume(seq).gap?.reason)).toEqual([undefined, 'epoch', 'epoch', 'epoch']);
  });

  test('sends a connected reader a gap with the reason slow if the stream was trimmed', () => {
    const replica = new Replica(bounds, [begin(a), ...run(a, 1, 5)]);
    replica.replace(run(a, 20, 22));
    const { seq, gap } = replica.window.resume(5);
    expect([replica.window.cursor(seq), gap]).toEqual(['a-19', { from: 'a-5', to: 'a-19', reason: 'slow' }]);
    expect(ids(replica, seq)).toEqual(['a-20', 'a-21', 'a-22']);
  });

  test('does not continue a cursor across entries that were deleted by hand', () => {
    const replica = new Replica(bounds, [begin(a), ...run(a, 1, 2), ...run(a, 4, 5)]);
    expect(ids(replica)).toEqual(['a-4', 'a-5']);
    expect(placed(replica, 'a-1')).toEqual({ at: 'a-3', reason: 'expired' });
  });

  test('keeps its limits, and remembers no more epochs than necessary', () => {
    const replica = new Replica({ maxCount: 3, maxBytes: 2 ** 30 }, [begin(a), ...run(a, 1, 5)]);
    expect(ids(replica)).toEqual(['a-3', 'a-4', 'a-5']);
    for (let ms = b; ms < b + 200; ms += 1) replica.replace([begin(ms), ...run(ms, 1, 2)]);
    expect(ids(replica)).toHaveLength(2);
    expect(replica.window.resume(2).gap?.reason).toBe('epoch');
  });
});
