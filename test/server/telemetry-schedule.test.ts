import { describe, expect, it, onTestFinished } from 'vitest';
import { slottedTimes } from '../../bench/model/schedule.ts';
import { type Plan, startSchedule } from '../../server/lab/sources/schedule.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { eventually } from '../support/eventually.ts';

/** The first notifications of a schedule, as many as given. */
async function published(plan: Plan, count: number): Promise<readonly { data: string; at: number; event: string }[]> {
  const log = memoryLog();
  const stop = startSchedule(log, plan);
  onTestFinished(stop);
  await eventually(`${count} notifications`, () => log.window.head >= count);
  stop();
  const { entries } = log.window.read(0, Filter.all, { count, bytes: Number.POSITIVE_INFINITY });
  return entries.map(({ json }) => JSON.parse(json.toString()) as { data: string; at: number; event: string });
}

const sizes = [16, 17, 1_000, 65_536];

describe('A schedule', () => {
  it.each(sizes)('has a payload of exactly %i bytes', async (payload) => {
    for (const { data } of await published({ rate: 100, burst: 3, payload, seed: 5 }, 6))
      expect(Buffer.byteLength(JSON.stringify(data))).toBe(payload);
  });

  it('publishes at absolute times, a burst at a time, once in each slot', async () => {
    const list = await published({ rate: 400, burst: 4, payload: 16, seed: 5 }, 40);
    const times = slottedTimes(10, 10, 5);
    const [start = 0] = list.map(({ at }) => at);
    for (const [index, { at, event }] of list.entries()) {
      expect(event).toBe('schedule');
      expect(at - start).toBeCloseTo((times[Math.floor(index / 4)] ?? 0) - (times[0] ?? 0), 0);
    }
  });

  it('publishes the same with the same seed, and something else with another', async () => {
    const texts = async (seed: number) => (await published({ rate: 500, burst: 5, payload: 60, seed }, 20)).map(({ data }) => data);
    const first = await texts(7);
    expect(await texts(7)).toEqual(first);
    expect(await texts(8)).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(15);
  });

  it('keeps its rate at 1,000 a second', async () => {
    const list = await published({ rate: 1_000, burst: 1, payload: 50, seed: 1 }, 500);
    // The first and the last time are at most one slot from the edge of their slot.
    expect(Math.abs((list.at(-1)?.at ?? 0) - (list[0]?.at ?? 0) - 499)).toBeLessThanOrEqual(1.2);
  });

  it('with rate 0 publishes nothing', () => {
    const log = memoryLog();
    startSchedule(log, { rate: 0, burst: 1, payload: 16, seed: 1 })();
    expect(log.window.head).toBe(0);
  });
});
