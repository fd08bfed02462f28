import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { provideChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser; empty if there is none and none could be installed. */
    chromium: string;
  }
}

/** Once before all tests: the build that process and browser tests run, and a browser to run them in. */
export default async function setup(project: TestProject): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
  const chromium = await provideChromium((line) => process.stderr.write(`${line}\n`));
  if (!chromium && process.env.CI) throw new Error('CI has no Chromium, and its tests may not be skipped.');
  project.provide('chromium', chromium ?? '');
}
