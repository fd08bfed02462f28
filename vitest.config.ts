import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/support/slowest-first.ts';

/** As the recipes in docs import it. */
const alias = { 'transport-lab/client': join(import.meta.dirname, 'client/stream/index.ts') };

const shared = {
  // What runs as a process of its own runs as the global setup has built it.
  env: {
    TRANSPORT_LAB_BUILT: join(import.meta.dirname, 'dist'),
    // None, unless a test has one: each lab whose page is opened would read it.
    TRANSPORT_LAB_RESULTS: join(import.meta.dirname, 'dist/no-results'),
  },
  // Whoever waits in a test has a deadline and a sentence of his own; this is for what forgot it.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/** These measure, and a measurement beside another test is about both. */
const measuring = [
  'against',
  'browser',
  'capacity',
  'crossover',
  'idle-bytes',
  'peers',
  'recovery',
  'request-rate',
  'self-check',
  'truth',
  'uplink',
].map((name) => `test/bench/${name}.test.ts`);

/** These need the packed package. */
const packaged = 'test/package/**/*.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    sequence: { sequencer: SlowestFirst },
    projects: [
      // Most files wait for processes, sockets and pages: one more than there are cores keeps the cores busy.
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'lab',
          include: ['test/**/*.test.ts'],
          exclude: [...measuring, packaged],
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      // What somebody gets who installs it.
      {
        test: {
          ...shared,
          name: 'package',
          include: [packaged],
          globalSetup: ['test/package/setup.ts'],
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: 'measuring', include: measuring, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
