import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dataOf } from '../../bench/arms/message.ts';
import { authorizeArms, readAuthorize } from '../../bench/peers/authorize.ts';
import { describedTables } from '../../bench/peers/described-tables.ts';
import { nchanHere } from '../../bench/peers/nchan.ts';
import { readOptions } from '../../bench/peers/options.ts';
import { readPush } from '../../bench/peers/push.ts';
import { pushPeers } from '../../bench/peers/push-peers.ts';
import type { Reading, Table } from '../../bench/peers/reading.ts';
import { ordinary, quick } from '../../bench/peers/settings.ts';
import { PeerStage } from '../../bench/peers/stage.ts';
import { fillTable, formatTable, markdownTable } from '../../bench/peers/tables.ts';
import { processorTime, residentBytes } from '../../bench/processes/process-usage.ts';
import { normal, seededRandom } from '../../bench/statistics/random.ts';

test.each([0, 5, 1_234.5, 98_765.25, 1e9])('a notification that was due at %s is unchanged after a peer has parsed and serialized it', (due) => {
  const data = dataOf(due, 160);
  expect(JSON.stringify(JSON.parse(data))).toBe(data);
});

const described: Table = {
  name: 't',
  about: 'what it is',
  floor: 'floor',
  twin: 'floor (again)',
  ratioOf: 'cost',
  better: 'less',
  conditions: ({ readers, payload }) => `${readers} readers · ${payload} B of data`,
};

/** Rounds of arms with the given costs, with a few per cent of noise. */
function rounds(costs: Readonly<Record<string, number>>, count = 5): Reading[][] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () =>
    Object.entries(costs).map(([arm, cost]) => ({ table: 't', arm, values: { cost: cost * Math.exp(0.05 * normal(random)) } })),
  );
}

test('arms stay in their order, and only those that differ by more than the twins are called better or worse', () => {
  const costs = { sse: 10.2, floor: 10, 'floor (again)': 10, dear: 30, cheap: 1, websocket: 9.8 };
  const table = fillTable(described, rounds(costs), quick, ['floor', 'floor (again)', 'websocket', 'sse'], 0.05);
  expect(table.rows.map(({ arm, verdict }) => `${arm}: ${verdict}`)).toEqual([
    'floor: undefined',
    'floor (again): no difference shown',
    'websocket: no difference shown',
    'sse: no difference shown',
    'cheap: better',
    'dear: worse',
  ]);
  expect(fillTable({ ...described, better: 'more' }, rounds(costs), quick, [], 0.05).rows.find(({ arm }) => arm === 'dear')?.verdict).toBe('better');
  expect(formatTable(table)).toMatch(/Two identical floors differed by \d.* %; a difference below .* might not have been found\./);
  expect(formatTable(fillTable(described, rounds(costs, 1), quick, [], 0.05))).toContain('Too few rounds to tell any arm from the floor.');
});

test('a table names the number of readers, the payload, and whether a higher or a lower ratio is better', () => {
  for (const better of ['less', 'more'] as const) {
    const text = markdownTable(fillTable({ ...described, better }, rounds({ floor: 1 }), quick, [], 0.05));
    expect(text).toContain(`× floor [range], ${better} is better`);
    expect(text).toContain(`${quick.readers} readers · ${quick.payload} B of data.`);
  }
  for (const table of Object.values(describedTables).flat()) {
    expect(table.conditions(ordinary), table.name).toMatch(/(?:readers|connections|window of [\d,]+)/);
    expect(table.conditions(ordinary), table.name).toMatch(/B of data|nothing published/);
  }
});

test('a difference below 0 is shown as its upper bound', () => {
  const kept = (...all: number[]) => all.map((value): Reading[] => [{ table: 't', arm: 'acks', values: { 'kept MiB': value } }]);
  const { floor: _, ...alone } = described;
  const told = (...all: number[]) => markdownTable(fillTable(alone, kept(...all), quick, [], 0.05));
  expect(told(-11.2, 3, -12)).toContain('| acks | at most 3 |');
  expect(told(-11.2, -3, -12)).toContain('| acks | none seen |');
  expect(told(11.2, 3, 12)).toContain('| acks | 11.2 |');
  expect(told(1)).not.toContain('× floor');
});

test('ratios refer to the floor of the same round, so that a slow round cancels out', () => {
  const round = (slow: number): Reading[] => [
    { table: 't', arm: 'floor', values: { cost: 2 * slow } },
    { table: 't', arm: 'lab', values: { cost: 3 * slow, bytes: 7 } },
    { table: 'other', arm: 'lab', values: { cost: 99 } },
  ];
  const table = fillTable(described, [round(1), round(10), round(2)], quick, ['floor', 'lab'], 0.05);
  expect(table.rows.map(({ arm, ratio }) => [arm, ratio?.value])).toEqual([
    ['floor', 1],
    ['lab', 1.5],
  ]);
  expect(table.rows[1]?.values).toEqual({ cost: [3, 30, 6], bytes: [7, 7, 7] });
  expect(formatTable(table)).toMatch(/lab +1\.50 +worse +6 +7/);
  expect(markdownTable(table)).toContain('| lab | 1.50 | worse | 6 | 7 |');
});

describe('flags', () => {
  test('have defaults, and --quick smaller ones', () => {
    expect(readOptions([])).toMatchObject({ settings: { rounds: 5 }, measures: ['push', 'pull', 'cycle', 'memory'], only: [] });
    expect(readOptions(['--quick', '--rounds', '2', '--only', 'lab,ws'])).toMatchObject({ settings: { ...quick, rounds: 2 }, only: ['lab', 'ws'] });
  });

  test.each([
    [['--nonsense']],
    [['--rounds', 'x']],
    [['--rounds']],
    [['--measure', 'speed']],
    [['--json', '--quick']],
    [['--markdown', '-x']],
    [['--profile', '']],
  ])('%j is refused with the expected form', (args) => {
    expect(() => readOptions(args)).toThrow(/^Expected .*; got/);
  });
});

test.runIf(process.platform === 'linux')('the processor time of a process grows with its work', async () => {
  const before = processorTime(process.pid);
  // Measured as processor time, not by the clock: on a busy machine the process may not have run at all.
  for (const start = process.cpuUsage(); process.cpuUsage(start).user < 30_000; );
  await delay(1);
  expect(processorTime(process.pid) - before).toBeGreaterThan(10_000);
  expect(residentBytes(process.pid)).toBeGreaterThan(1e6);
});

test.runIf(process.platform === 'linux').each(pushPeers.filter(({ name }) => !name.startsWith('nchan') || nchanHere()))(
  'every reader of $name gets everything',
  async (peer) => {
    const stage = new PeerStage({ ...quick, readers: 10 });
    onTestFinished(() => stage.close());
    const { sparse, burst } = await stage.with(peer, (staged) => readPush(staged, ['sparse', 'burst']));
    for (const values of [sparse, burst]) expect(values).toMatchObject({ missing: 0 });
    expect(sparse?.['bytes/delivery']).toBeGreaterThan(quick.payload);
  },
);

test.runIf(process.platform === 'linux').each(authorizeArms)('polls are answered and counted with %s', async (arm) => {
  const stage = new PeerStage(quick);
  onTestFinished(() => stage.close());
  const values = await readAuthorize(stage, arm);
  expect(values).toMatchObject({ refused: 0 });
  expect(values['µs/answer']).toBeGreaterThan(0);
});
