import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { bundlePrograms } from './bundled-programs.ts';
import { provideChromium } from './chromium.ts';
import { provideHeadlessShell } from './headless-shell.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser; empty if there is none and none could be installed. */
    chromium: string;
    /** Path of the same engine without windows; of the browser itself where there is none. */
    headless: string;
  }
}

/** Runs once before all tests: builds the programs for tests of processes and browsers, and finds a browser. */
export default async function setup(project: TestProject): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'prebench'], { stdio: ['ignore', 'inherit', 'inherit'] });
  await bundlePrograms();
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const chromium = await provideChromium(say);
  if (!chromium && process.env.CI) throw new Error('CI has no Chromium, and its tests may not be skipped.');
  project.provide('chromium', chromium ?? '');
  project.provide('headless', chromium ? ((await provideHeadlessShell(say)) ?? chromium) : '');
}
