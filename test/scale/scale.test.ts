import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { markedPart } from '../../bench/report/marked.ts';
import { budget, entryBytes, needOf, redisNeed } from '../../bench/scale/calculation.ts';
import { committedCosts } from '../../bench/scale/committed.ts';
import { simulateFanOut } from '../../bench/scale/fan-out.ts';
import { simulateStorm } from '../../bench/scale/storm.ts';
import { markers, scaleText } from '../../bench/scale/text.ts';

test('docs/scale.md contains the numbers that the script computes from the committed results', () => {
  const computed = scaleText(committedCosts());
  expect(computed).not.toContain('NaN');
  expect(markedPart(readFileSync('docs/scale.md', 'utf8'), markers)).toBe(computed);
});

describe('the resources for clients', () => {
  const reader = { delivery: 10, idle: 5, process: 10, kernel: 6, bytes: 200 };

  test('are proportional to the number of clients', () => {
    expect(needOf({ clients: 1_048_576, rate: 1 }, reader)).toMatchObject({ cores: 15.728_64, memory: 16, network: 1_677_721_600 });
    expect(needOf({ clients: 2_097_152, rate: 1 }, reader).cores).toBeCloseTo(2 * 15.728_64);
  });

  test('need as many nodes as the tightest budget requires, which is named', () => {
    expect(needOf({ clients: 1_000_000, rate: 1 }, reader)).toMatchObject({ nodes: 25, first: 'processor' });
    expect(needOf({ clients: 1_000_000, rate: 0 }, reader)).toMatchObject({ nodes: 1_000_000 / budget.connections, first: 'connections' });
    expect(needOf({ clients: 1_000_000, rate: 0 }, { ...reader, process: 1_000 }).first).toBe('memory');
    expect(needOf({ clients: 1_000_000, rate: 1 }, { ...reader, bytes: 100_000 }).first).toBe('network');
  });

  test('include one answer of Redis for each node and notification', () => {
    // The answer of Redis on the wire: *1 *2 $13 transport-lab *1 *2 $21 <id> *6 and six fields.
    const fields = '$5\r\nevent\r\n$6\r\nticker\r\n$9\r\nbroadcast\r\n$0\r\n\r\n$4\r\njson\r\n$2\r\n{}\r\n';
    const answer = `*1\r\n*2\r\n$13\r\ntransport-lab\r\n*1\r\n*2\r\n$21\r\n1763683200123-1000000\r\n*6\r\n${fields}`;
    expect(entryBytes(2)).toBe(answer.length);
    expect(redisNeed(100, 10, 150, { write: 10 })).toMatchObject({ answers: 1_000, cores: 0.01, network: 8_000 * entryBytes(150) });
  });
});

describe('a simulated fan-out', () => {
  const plan = { seed: 3, nodes: 10, clients: 100_000, rate: 1, write: 10, answer: 10, seconds: 200 };

  test('is late by half a turn with enough processor time', () => {
    const { p50, busy } = simulateFanOut({ ...plan, rate: 0.1, seconds: 2_000 });
    expect(p50).toBeGreaterThan(45);
    expect(p50).toBeLessThan(65);
    expect(busy).toBeCloseTo(0.01, 2);
  });

  test('is late by at most two turns without spare processor time, because waiting notifications are sent together', () => {
    const { most, busy } = simulateFanOut({ ...plan, nodes: 1, clients: 1_000_000, rate: 5 });
    expect(most).toBeLessThan(2 * 10_000 + 1);
    expect(busy).toBeGreaterThan(0.9);
  });

  test('is the same for the same seed', () => {
    expect(simulateFanOut(plan)).toEqual(simulateFanOut(plan));
    expect(simulateFanOut({ ...plan, seed: 4 })).not.toEqual(simulateFanOut(plan));
  });
});

describe('a simulated storm', () => {
  const plan = { seed: 3, clients: 20_000, away: 2_000, accepts: 5_000 };

  test('has a lower peak with full jitter', () => {
    const [jitter, none] = [true, false].map((is) => simulateStorm({ ...plan, jitter: is }));
    expect(none?.peak).toBeGreaterThan(10_000);
    expect(jitter?.peak).toBeLessThan(2_000);
    expect(none?.dropped).toBeGreaterThan(10 * (jitter?.dropped ?? 0));
  });

  test('is over at the first attempt if all clients are accepted', () => {
    expect(simulateStorm({ ...plan, clients: 100, away: 0, jitter: false })).toMatchObject({ dropped: 0 });
    expect(simulateStorm({ ...plan, clients: 100, away: 0, jitter: false }).all).toBeLessThan(0.7);
  });
});
