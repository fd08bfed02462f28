import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { patience } from './test/support/patience.ts';
import { SlowestFirst } from './test/support/slowest-first.ts';

/** As the recipes in docs import it. */
const alias = { 'transport-lab/client': join(import.meta.dirname, 'client/stream/index.ts') };

/** Test files of one folder. */
const named = (folder: string, names: readonly string[]): string[] => names.map((name) => `test/${folder}/${name}.test.ts`);

const shared = {
  // What runs as a process of its own runs as the global setup has built it.
  env: {
    TRANSPORT_LAB_BUILT: join(import.meta.dirname, 'dist/started'),
    // None, unless a test has one: each lab whose page is opened would read it.
    TRANSPORT_LAB_RESULTS: join(import.meta.dirname, 'dist/no-results'),
  },
  // Whoever waits in a test has a deadline and a sentence of his own; this is for what forgot it, and longer than several of them.
  testTimeout: 4 * patience,
  hookTimeout: 4 * patience,
  expect: { poll: { timeout: patience } },
};

/** These measure time or processors, and a measurement beside another test is about both. */
const measuring = named('bench', ['browser', 'idle-bytes', 'self-check']);

/** These count timers, sockets or memory of the process that they run in, or put another clock or other functions in its place: each has a process of its own. */
const ownProcess = [
  ...named('client', ['silence', 'unreadable']),
  ...named('contract', ['herd']),
  ...named('delivery', ['stall-watch']),
  ...named('server', ['closing', 'deadlines', 'feed-peace', 'other-listeners', 'secrets', 'slow-readers', 'slow-websockets', 'sources-feeds']),
  ...named('server', ['sources-files', 'sources-labs', 'ticker', 'weather-backpressure', 'weather-conditions']),
];

/** These need the packed package. */
const packaged = 'test/package/**/*.test.ts';

/** Most files wait for processes, sockets and pages, half of their time and more: two more than there are cores keep the cores busy. */
const sideBySide = { ...shared, maxWorkers: availableParallelism() + 2, sequence: { groupOrder: 0 } };

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    sequence: { sequencer: SlowestFirst },
    projects: [
      // To start a process for each file and to load everything into it takes half a second of processor time per file: here a process runs one file after the other.
      {
        resolve: { alias },
        test: { ...sideBySide, name: 'lab', isolate: false, include: ['test/**/*.test.ts'], exclude: [...measuring, ...ownProcess, packaged] },
      },
      { resolve: { alias }, test: { ...sideBySide, name: 'own process', include: ownProcess } },
      // What somebody gets who installs it.
      { test: { ...sideBySide, name: 'package', isolate: false, include: [packaged], globalSetup: ['test/package/setup.ts'] } },
      { test: { ...shared, name: 'measuring', include: measuring, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
