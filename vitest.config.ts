import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const shared = {
  globalSetup: ['test/support/global-setup.ts'],
  // Whoever waits in a test has a deadline and a sentence of his own; this is for what forgot it.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // Most files wait for processes and sockets: two at a time keep two cores busy.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { ...shared, name: 'lab', include: ['test/**/*.test.ts'], exclude: ['test/page/**', 'test/bench/**'], sequence: { groupOrder: 0 } } },
      // A browser and a page that draws keep both cores busy by themselves.
      { test: { ...shared, name: 'page', include: ['test/page/**/*.test.ts'], fileParallelism: false, sequence: { groupOrder: 1 } } },
      // These measure, and a measurement beside another one is about both.
      { test: { ...shared, name: 'bench', include: ['test/bench/**/*.test.ts'], fileParallelism: false, sequence: { groupOrder: 2 } } },
    ],
  },
});
