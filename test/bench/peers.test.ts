import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dataOf, dueAt, mark } from '../../bench/peers/message.ts';
import { nchanHere } from '../../bench/peers/nchan.ts';
import { readOptions } from '../../bench/peers/options.ts';
import { processorTime, residentBytes } from '../../bench/peers/processor-time.ts';
import { readPush } from '../../bench/peers/push.ts';
import { pushPeers } from '../../bench/peers/push-peers.ts';
import type { Reading } from '../../bench/peers/reading.ts';
import { quick } from '../../bench/peers/settings.ts';
import { PeerStage } from '../../bench/peers/stage.ts';
import { fillTable, formatTable, markdownTable } from '../../bench/peers/tables.ts';

test('a notification says once that it is one, and when it was due', () => {
  const data = dataOf(1_234.5, 160);
  expect(data).toHaveLength(160);
  expect(data.split(mark)).toHaveLength(2);
  const framed = Buffer.from(`id: x\ndata: ${data}\n\n`);
  expect(dueAt(framed, framed.indexOf(mark))).toBeCloseTo(1_234.5, 2);
  expect(dueAt(framed.subarray(20), framed.indexOf(mark) - 20)).toBeNaN();
});

test.each([0, 5, 1_234.5, 98_765.25, 1e9])('a notification that was due at %s is the same when a peer has parsed it and written it again', (due) => {
  const data = dataOf(due, 160);
  expect(JSON.stringify(JSON.parse(data))).toBe(data);
});

test('ratios are to the floor of the same round, and a slow round cancels', () => {
  const round = (slow: number): Reading[] => [
    { table: 't', arm: 'floor', values: { cost: 2 * slow } },
    { table: 't', arm: 'lab', values: { cost: 3 * slow, bytes: 7 } },
    { table: 'other', arm: 'lab', values: { cost: 99 } },
  ];
  const table = fillTable({ name: 't', about: 'what it is', floor: 'floor', ratioOf: 'cost' }, [round(1), round(10), round(2)], 1);
  expect(table.rows.map(({ arm, ratio }) => [arm, ratio?.value])).toEqual([
    ['floor', 1],
    ['lab', 1.5],
  ]);
  expect(table.rows[1]?.values).toEqual({ cost: 6, bytes: 7 });
  expect(formatTable(table)).toMatch(/lab +1\.500 +1\.500–1\.500 +6 +7/);
  expect(markdownTable(table)).toContain('| lab | 1.500 | 1.500–1.500 | 6 | 7 |');
});

describe('flags', () => {
  test('have defaults, and --quick smaller ones', () => {
    expect(readOptions([])).toMatchObject({ settings: { rounds: 5 }, measures: ['push', 'pull', 'cycle', 'memory'], only: [] });
    expect(readOptions(['--quick', '--rounds', '2', '--only', 'lab,ws'])).toMatchObject({ settings: { ...quick, rounds: 2 }, only: ['lab', 'ws'] });
  });

  test.each([[['--nonsense']], [['--rounds', 'x']], [['--rounds']], [['--measure', 'speed']]])('%j is refused with what was expected', (args) => {
    expect(() => readOptions(args)).toThrow(/^Expected .*; got/);
  });
});

test.runIf(process.platform === 'linux')('the processor time of a process grows with what it does', async () => {
  const before = processorTime(process.pid);
  // Not so long by the clock: a busy machine may have given us none of that.
  for (const start = process.cpuUsage(); process.cpuUsage(start).user < 30_000; );
  await delay(1);
  expect(processorTime(process.pid) - before).toBeGreaterThan(10_000);
  expect(residentBytes(process.pid)).toBeGreaterThan(1e6);
});

test.runIf(process.platform === 'linux').each(pushPeers.filter(({ name }) => !name.startsWith('nchan') || nchanHere()))(
  'every reader of $name gets everything',
  async (peer) => {
    const stage = new PeerStage();
    onTestFinished(() => stage.close());
    const [sparse, burst] = await readPush(stage, peer, ['sparse', 'burst'], { ...quick, readers: 10 }, []);
    for (const reading of [sparse, burst]) expect(reading?.values).toMatchObject({ missing: 0 });
    expect(sparse?.values['bytes/delivery']).toBeGreaterThan(quick.payload);
  },
);
