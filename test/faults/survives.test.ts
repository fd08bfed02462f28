import { describe, expect, test } from 'vitest';
import { transportNames } from '../../client/stream/index.ts';
import { providePrograms } from '../support/programs.ts';
import type { Verdict } from './books.ts';
import { runSystemCampaign, type SystemTally } from './system/campaign.ts';

const flawless = { lost: 0, doubled: 0, reordered: 0, gapsNotTold: 0, falseGaps: 0 };
const one = { seed: 20_261_128, nodes: 1, log: 'memory', faults: 20, calm: 8, readersPerTransport: 2 } as const;

const sumOf = ({ transports }: SystemTally, kind: keyof Verdict) => transportNames.reduce((sum, name) => sum + transports[name][kind], 0);

test('one node: after twenty faults, kill -9 included, each reader has every acknowledged notification or a gap for it', async () => {
  const tally = await runSystemCampaign(one);
  process.stdout.write(`twenty faults, one node: ${JSON.stringify(tally)}\n`);
  for (const name of transportNames) expect(tally.transports[name], name).toMatchObject(flawless);
  expect(tally.published).toBeGreaterThan(100);
  expect(tally.faults['kill node']).toBeGreaterThan(0);
  // Its log was in memory: connected readers have missed something, and got a gap.
  expect(sumOf(tally, 'gapsTold')).toBeGreaterThan(0);
});

test('readers that reconnect without their cursor lose notifications, and the books show it', async () => {
  const tally = await runSystemCampaign({ ...one, faults: 15, forgetful: 'long-polling' });
  expect(tally.transports['long-polling'].lost).toBeGreaterThan(0);
  expect(tally.transports['long-polling'].gapsNotTold).toBeGreaterThan(0);
  for (const name of ['polling', 'sse', 'websocket'] as const) expect(tally.transports[name], name).toMatchObject({ doubled: 0, reordered: 0 });
});

describe.skipIf(!(await providePrograms('nginx', 'openssl', 'redis-server')))('three nodes on Redis behind nginx', () => {
  const three = { seed: 20_261_129, nodes: 3, front: 'nginx', faults: 20, calm: 8, readersPerTransport: 2 } as const;

  test('after twenty faults, kill -9 of nodes and of Redis included, every reader has everything once and in order, without a gap', async () => {
    const tally = await runSystemCampaign({ ...three, log: 'redis' });
    process.stdout.write(`twenty faults, three nodes: ${JSON.stringify(tally)}\n`);
    for (const name of transportNames) expect(tally.transports[name], name).toMatchObject({ ...flawless, gapsTold: 0 });
    expect(tally.published).toBeGreaterThan(100);
    for (const kind of ['kill node', 'kill Redis', 'reload proxy'] as const) expect(tally.faults[kind], kind).toBeGreaterThan(0);
  });
});
