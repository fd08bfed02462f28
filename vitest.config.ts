import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { patience } from './test/support/patience.ts';
import { SlowestFirst } from './test/support/slowest-first.ts';

/** The import path of the recipes in docs. */
const alias = { 'transport-lab/client': join(import.meta.dirname, 'client/stream/index.ts') };

/** Paths of test files in one folder. */
const named = (folder: string, names: readonly string[]): string[] => names.map((name) => `test/${folder}/${name}.test.ts`);

const shared = {
  // Programs that run as separate processes run from the build of the global setup.
  env: {
    TRANSPORT_LAB_BUILT: join(import.meta.dirname, 'dist/started'),
    // A folder without results, because each lab whose page is opened reads them. A test that needs a result sets its own folder.
    TRANSPORT_LAB_RESULTS: join(import.meta.dirname, 'dist/no-results'),
  },
  // Every wait in a test has its own deadline and message. This timeout is for waits without one, and longer than several such deadlines.
  testTimeout: 4 * patience,
  hookTimeout: 4 * patience,
  expect: { poll: { timeout: patience } },
};

/** These count timers, sockets or memory of their process, or replace its clock or other functions: each runs in its own process. */
const ownProcess = [
  ...named('client', ['silence', 'unreadable']),
  ...named('contract', ['herd']),
  ...named('delivery', ['stall-watch']),
  ...named('server', ['closing', 'deadlines', 'feed-peace', 'other-listeners', 'secrets', 'slow-readers', 'slow-websockets', 'sources-feeds']),
  ...named('server', ['sources-files', 'sources-labs', 'ticker', 'weather-backpressure', 'weather-conditions']),
];

/** These need the packed package. */
const packaged = 'test/package/**/*.test.ts';

/** Most files wait for processes, sockets and pages for half of their time or more: three workers more than cores keep the cores busy. */
const sideBySide = { ...shared, maxWorkers: availableParallelism() + 3 };

/** MiB for young objects instead of 16: a process that runs hundreds of files keeps many of them, and spent a tenth of its processor time on copying them. */
const execArgv = ['--max-semi-space-size=64'];

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    sequence: { sequencer: SlowestFirst },
    projects: [
      // Starting a process for each file and loading everything into it takes half a second of processor time per file: here a process runs one file after the other.
      {
        resolve: { alias },
        test: { ...sideBySide, execArgv, name: 'lab', isolate: false, include: ['test/**/*.test.ts'], exclude: [...ownProcess, packaged] },
      },
      { resolve: { alias }, test: { ...sideBySide, name: 'own process', include: ownProcess } },
      // Tests of the installed package.
      { test: { ...sideBySide, name: 'package', isolate: false, include: [packaged], globalSetup: ['test/package/setup.ts'] } },
    ],
  },
});
