import { describe, expect, it, onTestFinished } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { headsFor } from '../../bench/measures/bytes-model.ts';
import { idleBytes } from '../../bench/measures/idle-bytes.ts';
import { flowOf } from '../../bench/model/index.ts';
import { Bench } from '../../bench/stage/bench.ts';
import { transportNames } from '../../server/stream/protocol.ts';

/** Two seconds of silence: holds and heartbeats are shortened to fit. */
const { settings: given } = readInvocation(['--clients', '5', '--poll-interval', '200'], false);
const settings = { ...given, idle: 2 };

describe('Idle bytes', () => {
  it('equal those of the counted exchanges, to the byte, and in the long run those of whole cycles', async () => {
    const bench = new Bench(settings, new AbortController().signal);
    onTestFinished(() => bench.close());
    const rows = await idleBytes(settings).run(bench, 0);
    expect(rows.map(({ arm, twin }) => `${arm}${twin ? ' twin' : ''}`)).toEqual([
      'polling',
      'long-polling',
      'sse',
      'websocket',
      'websocket twin',
      'tcp',
    ]);
    const heads = headsFor('long-polling', { authority: '127.0.0.1:40000' }, 2);
    for (const { arm, conditions, round, warnings } of rows) {
      expect([arm, warnings, round.metrics]).toEqual([arm, [], round.predicted]);
      const name = transportNames.find((one) => one === arm);
      if (!name || name === 'polling' || name === 'websocket') continue;
      const all = { polling: heads, 'long-polling': heads, sse: heads, websocket: heads };
      const { census = {} } = round;
      const cursor =
        name === 'sse' ? (census.heartbeatCursorBytes ?? 0) / (census.heartbeats ?? 1) : (census.questionCursorBytes ?? 0) / (census.questions ?? 1);
      const situation = { rate: 0, payload: 0, cursor, interval: 200, rtt: 0, heads: all };
      const { socket } = flowOf(name, situation, { heartbeat: 2_000, hold: conditions.hold ?? 2 });
      for (const [metric, bytes] of [
        ['idleUp', socket.up],
        ['idleDown', socket.down],
      ] as const)
        expect(Math.abs((round.metrics[metric] ?? 0) - 60 * bytes)).toBeLessThanOrEqual(0.01 * 60 * bytes);
    }
    expect(rows.find(({ arm }) => arm === 'long-polling')?.conditions.hold).toBe(2);
  });
});
