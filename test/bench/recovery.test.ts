import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { recovery } from '../../bench/measures/recovery.ts';
import { openingSeries, readComeback } from '../../bench/measures/recovery-times.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';

describe('Times of a recovery', () => {
  const cut = 1_000;
  const seen = {
    clients: 2,
    cut,
    openings: [1_150, 1_420],
    scheduled: [900, 1_100, 1_200, 1_400, 1_500],
    receipts: [
      [1_100, 1_425],
      [1_200, 1_428],
      [1_400, 1_430],
      [1_500, 1_700],
    ],
  } as const;

  it('are those of the last client, and of the last notification that was published before it reconnected', () => {
    expect(readComeback(seen)).toMatchObject({ reconnected: 420, recovered: 430 });
  });

  it('count as replayed the notifications that were due between the cut and each reconnection', () => {
    expect(readComeback(seen)?.replayed).toBe(1 + 3);
  });

  it('are missing if a client does not reconnect', () => {
    expect(readComeback({ ...seen, clients: 3 })).toBeUndefined();
  });

  it('have no client recover before it is connected', () => {
    expect(readComeback({ ...seen, receipts: [] })?.recovered).toBe(420);
  });

  it('form bars of 100 ms that contain every connection', () => {
    const { points } = openingSeries(seen);
    expect(points).toEqual([
      [0, 0],
      [100, 1],
      [200, 0],
      [300, 0],
      [400, 1],
      [500, 0],
    ]);
    expect(openingSeries({ cut, openings: [] }).points).toEqual([]);
  });
});

describe('Recovery', () => {
  it('cuts real clients of every transport, and all of them get everything once', async () => {
    const flags = ['--quick', '--measures', 'recovery', '--clients', '8', '--rate', '40', '--runs', '1', '--poll-interval', '100'];
    const { settings } = readInvocation(flags, false);
    const plan = planRun(settings);
    const { result, failed } = await runBench(settings, { command: 'test', signal: new AbortController().signal, plan, calibrate: false });
    expect([failed, result.warnings]).toEqual([false, []]);
    const rows = result.measures[0]?.rows ?? [];
    expect(new Set(rows.map(({ arm }) => arm))).toEqual(new Set(['polling', 'long-polling', 'sse', 'websocket']));
    for (const { rounds, arm } of rows) {
      const [round] = rounds;
      const { recovered = 0, reconnected = 0 } = round?.metrics ?? {};
      expect(round?.ledger, arm).toMatchObject({ delivered: round?.ledger.expected, lost: 0, doubled: 0, reordered: 0, gaps: 0 });
      expect(round?.ledger.expected).toBeGreaterThan(0);
      expect(reconnected).toBeGreaterThan(0);
      expect(recovered).toBeGreaterThanOrEqual(reconnected);
      // Every client reconnected exactly once.
      expect(
        round?.series?.[0]?.points.reduce((sum, [, count]) => sum + count, 0),
        arm,
      ).toBe(8);
    }
  });

  it('leaves out the floor, which has no cursor to resume from', () => {
    const { settings } = readInvocation([], false);
    expect(recovery.tasks?.(settings).map(({ key }) => key)).not.toContain('recovery tcp false');
  });
});
