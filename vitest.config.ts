import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Whoever waits in a test has a deadline and a sentence of his own; this is for what forgot it.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
