import { describe, expect, it } from 'vitest';
import { type RecentEvent, RecentEvents } from '../../../client/page/race/recent-events.ts';

const notification = (seq: number): RecentEvent => ({
  kind: 'notification',
  notification: { id: `e-${seq}`, event: 'a', data: seq, at: seq },
  lane: 'sse',
  at: seq,
});
const gap = (at: number): RecentEvent => ({ kind: 'gap', gap: { from: 'e-0', to: 'e-1', reason: 'expired' }, lane: 'sse', at });

describe('the last events of a race', () => {
  it('are listed newest first, with gaps between the notifications', () => {
    const events = new RecentEvents(3, 2);
    for (const event of [notification(1), gap(2), notification(3)]) events.add(event);
    expect(events.newestFirst().map(({ at }) => at)).toEqual([3, 2, 1]);
  });

  it('keep the last gaps, however many notifications follow', () => {
    const events = new RecentEvents(3, 2);
    for (let at = 1; at <= 3; at += 1) events.add(gap(at));
    for (let at = 4; at <= 1_000; at += 1) events.add(notification(at));
    expect(events.newestFirst().map(({ kind, at }) => [kind, at])).toEqual([
      ['notification', 1_000],
      ['notification', 999],
      ['notification', 998],
      ['gap', 3],
      ['gap', 2],
    ]);
    expect(events.count).toBe(1_000);
  });
});
