import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dataOf } from '../../bench/arms/message.ts';
import type { Table } from '../../bench/peers/measure.ts';
import { measures } from '../../bench/peers/measures.ts';
import { nchanHere } from '../../bench/peers/nchan.ts';
import { ordinary, peerOptions, program, quick } from '../../bench/peers/options.ts';
import { pushPeers } from '../../bench/peers/peers.ts';
import { readPush } from '../../bench/peers/pushes.ts';
import type { Reading } from '../../bench/peers/result.ts';
import { peerStage } from '../../bench/peers/stage.ts';
import { type FilledTable, fillTable, formatTable, markdownTable } from '../../bench/peers/tables.ts';
import { processorTime, residentBytes } from '../../bench/processes/process-usage.ts';
import { normal, seededRandom } from '../../bench/statistics/random.ts';
import { readCommandLine } from '../../server/lab/command-line/read.ts';

test.each([0, 5, 1_234.5, 98_765.25, 1e9])('a notification that was due at %s is unchanged after a peer has parsed and serialized it', (due) => {
  const data = dataOf(due, 160);
  expect(JSON.stringify(JSON.parse(data))).toBe(data);
});

const ratio = { of: 'cost', floor: 'floor', twin: 'floor (again)', better: 'less' } as const;
const described: Table = {
  name: 't',
  about: 'what it is',
  ratio,
  conditions: ({ readers, payload }) => `${readers} readers · ${payload} B of data`,
};

/** Rounds of arms with the given costs, with a few per cent of noise. */
function rounds(costs: Readonly<Record<string, number>>, count = 5): Reading[][] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () =>
    Object.entries(costs).map(([arm, cost]) => ({ table: 't', arm, values: { cost: cost * Math.exp(0.05 * normal(random)) } })),
  );
}

/** Each arm, and what is said of it against the floor. */
const saidOf = ({ rows }: FilledTable): string[] => rows.map(([arm, , verdict]) => `${arm?.value}: ${verdict?.value}`);

test('arms stay in their order, and only those that differ by more than the twins are called better or worse', () => {
  const costs = { sse: 10.2, floor: 10, 'floor (again)': 10, dear: 30, cheap: 1, websocket: 9.8 };
  const table = fillTable(described, rounds(costs), quick, ['floor', 'floor (again)', 'websocket', 'sse'], 0.05);
  expect(saidOf(table)).toEqual([
    'floor: the floor',
    'floor (again): no difference shown',
    'websocket: no difference shown',
    'sse: no difference shown',
    'cheap: better',
    'dear: worse',
  ]);
  const other = { ...described, ratio: { ...ratio, better: 'more' as const } };
  expect(saidOf(fillTable(other, rounds(costs), quick, [], 0.05))).toContain('dear: better');
  expect(formatTable(table)).toMatch(/Two identical floors differed by \d.* %; a difference below .* might not have been found\./);
  expect(formatTable(fillTable(described, rounds(costs, 1), quick, [], 0.05))).toContain('Too few rounds to tell any arm from the floor.');
});

test('a table names the number of readers, the payload, and whether a higher or a lower ratio is better', () => {
  for (const better of ['less', 'more'] as const) {
    const text = markdownTable(fillTable({ ...described, ratio: { ...ratio, better } }, rounds({ floor: 1 }), quick, [], 0.05));
    expect(text).toContain(`× floor [range], ${better} is better`);
    expect(text).toContain(`${quick.readers} readers · ${quick.payload} B of data.`);
  }
  for (const table of Object.values(measures).flatMap(({ tables }) => tables)) {
    expect(table.conditions(ordinary), table.name).toMatch(/(?:readers|connections|window of [\d,]+)/);
    expect(table.conditions(ordinary), table.name).toMatch(/B of data|nothing published/);
  }
});

test('a difference below 0 is shown as its upper bound', () => {
  const kept = (...all: number[]) => all.map((value): Reading[] => [{ table: 't', arm: 'acks', values: { 'kept MiB': value } }]);
  const { ratio: _, ...alone } = described;
  const told = (...all: number[]) => markdownTable(fillTable(alone, kept(...all), quick, [], 0.05));
  expect(told(-11.2, 3, -12)).toContain('| acks | at most 3 |');
  expect(told(-11.2, -3, -12)).toContain('| acks | none seen |');
  expect(told(11.2, 3, 12)).toContain('| acks | 11.2 |');
  expect(told(1)).not.toContain('× floor');
});

test('a ratio with a difference below 0 is shown as its upper bound, and there is none to a floor that was below 0', () => {
  const round = (floor: number, lab: number): Reading[] => [
    { table: 't', arm: 'floor', values: { cost: floor } },
    { table: 't', arm: 'lab', values: { cost: lab } },
  ];
  const told = (...all: Reading[][]) =>
    fillTable(described, all, quick, ['floor', 'lab'], 0.05).rows.map(([arm, cell]) => `${arm?.value}: ${cell?.value}`);
  expect(told(round(10, -1), round(10, 2), round(10, 1))).toEqual(['floor: 1', 'lab: at most 0.200']);
  expect(told(round(10, -1))).toEqual(['floor: 1', 'lab: none seen']);
  expect(told(round(-1, 1), round(10, 5))).toEqual(['floor: 1', 'lab: 0.500']);
  expect(told(round(-1, 1))).toEqual(['floor: –', 'lab: –']);
});

test('ratios refer to the floor of the same round, so that a slow round cancels out', () => {
  const round = (slow: number): Reading[] => [
    { table: 't', arm: 'floor', values: { cost: 2 * slow } },
    { table: 't', arm: 'lab', values: { cost: 3 * slow, bytes: 7 } },
    { table: 'other', arm: 'lab', values: { cost: 99 } },
  ];
  const table = fillTable(described, [round(1), round(10), round(2)], quick, ['floor', 'lab'], 0.05);
  expect(table.rows.map((cells) => cells.map(({ value }) => value))).toEqual([
    ['floor', '1', 'the floor', '4', '–'],
    ['lab', '1.50', 'worse', '6', '7'],
  ]);
  expect(formatTable(table)).toMatch(/lab +1\.50 +worse +6 +7/);
  expect(markdownTable(table)).toContain('| lab | 1.50 | worse | 6 | 7 |');
});

describe('flags', () => {
  const readOptions = (args: readonly string[]) => {
    const asked = readCommandLine(program, args);
    return asked.show === 'values' ? peerOptions(asked.values) : asked.show;
  };

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
    const stage = peerStage({ ...quick, readers: 10 });
    onTestFinished(() => stage.close());
    const { sparse, burst } = await stage.with(peer, readPush);
    for (const values of [sparse, burst]) expect(values).toMatchObject({ missing: 0 });
    expect(sparse?.['bytes/delivery']).toBeGreaterThan(quick.payload);
  },
);

test.runIf(process.platform === 'linux').each(measures.authorize.turns(quick))('polls are answered and counted with $arm', async ({ arm, read }) => {
  const stage = peerStage(quick);
  onTestFinished(() => stage.close());
  const [reading] = await read(stage, 0);
  expect(reading).toMatchObject({ table: 'authorize', arm, values: { refused: 0 } });
  expect(reading?.values['µs/answer']).toBeGreaterThan(0);
});
