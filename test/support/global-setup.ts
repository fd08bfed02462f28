import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { bundlePrograms } from './bundled-programs.ts';
import { launchChromiumServer, provideChromium } from './chromium.ts';
import { provideHeadlessShell } from './headless-shell.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser; empty if there is none and none could be installed. */
    chromium: string;
    /** Address of the browser that all files share; empty if there is none. */
    sharedChromium: string;
  }
}

/** Runs once before all tests: builds the programs for tests of processes and browsers, and starts a browser. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  execFileSync('npm', ['run', '--silent', 'prebench'], { stdio: ['ignore', 'inherit', 'inherit'] });
  await bundlePrograms();
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const chromium = await provideChromium(say);
  if (!chromium && process.env.CI) throw new Error('CI has no Chromium, and its tests may not be skipped.');
  const server = chromium ? await launchChromiumServer((await provideHeadlessShell(say)) ?? chromium) : undefined;
  project.provide('chromium', chromium ?? '');
  project.provide('sharedChromium', server?.wsEndpoint() ?? '');
  return server && (() => server.close());
}
