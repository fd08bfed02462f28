import { describe, expect, it } from 'vitest';
import { Timeline } from '../../../client/page/replay/timeline.ts';
import { bytesAt } from '../../../client/page/saved-run/bytes-at.ts';
import { row } from '../panels/support.ts';

describe('the bytes of an exchange', () => {
  it('are at each time those that the records up to then contain', () => {
    const records = [row('asked', 'sse', 1, { exchange: 1, headers: 3 }), row('answered', 'sse', 2, { exchange: 1, headers: 2 })];
    const all = [...records, row('wrote', 'sse', 3, { exchange: 1, framing: 1, payload: 4 }), row('wrote', 'sse', 9, { exchange: 1, payload: 8 })];
    const read = { at: 5, up: new Uint8Array(3), down: new Uint8Array(7), cut: 0 };
    const lengths = [0.5, 1, 2, 3, 5].map((at) => {
      const { up, down } = bytesAt(read, 1, all, at);
      return [up.length, down.length];
    });
    expect(lengths).toEqual([
      [0, 0],
      [3, 0],
      [3, 2],
      [3, 7],
      [3, 7],
    ]);
    // Only the first four of the seven bytes are kept.
    const kept = { ...read, down: new Uint8Array(4), cut: 3 };
    expect(bytesAt(kept, 1, all, 3)).toMatchObject({ cut: 3 });
    expect(bytesAt(kept, 1, all, 2)).toMatchObject({ cut: 0, down: new Uint8Array(2) });
  });
});

describe('the timeline of a run', () => {
  const events = [row('asks', 'sse', 10), row('idle', 'polling', 12), row('hears', 'sse', 20), row('delivered', 'sse', 20), row('broke', 'sse', 30)];

  it('goes from event to event in both directions, and skips records of states that last', () => {
    const timeline = new Timeline({ records: events, moments: [], taken: 40 });
    const there: string[] = [];
    let at = timeline.from;
    for (let step = 0; step < 4; step += 1) {
      at = timeline.next(at);
      there.push(
        timeline
          .lastAt(at)
          .map(({ kind }) => kind)
          .join(),
      );
    }
    expect(there).toEqual(['asks', 'hears,delivered', 'broke', 'broke']);
    expect(timeline.next(at)).toBe(timeline.until);
    const back = [1, 2, 3].map(() => {
      at = timeline.previous(at);
      return timeline.countAt(at);
    });
    expect(back).toEqual([3, 1, 0]);
  });
});
