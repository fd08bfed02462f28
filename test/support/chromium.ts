import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findChromium } from '../../bench/browser/chromium.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/**
 * Finds or installs a Chromium, in this order: `CHROMIUM_PATH`, one on the machine, Playwright's own download, and as root on Debian or Ubuntu the system's package.
 * @param say gets a line about each step
 * @returns its path; `undefined` if it can neither be found nor installed
 */
export async function provideChromium(say: (line: string) => void): Promise<string | undefined> {
  const found = findChromium();
  if (found) {
    say(`Chromium: ${found}`);
    return found;
  }
  say('Chromium: none on this machine. Trying the download of Playwright …');
  const cli = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  const downloaded = await run(process.execPath, [cli, 'install', 'chromium'], { timeout: 300_000 }).then(findChromium, () => undefined);
  if (downloaded) return downloaded;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    say('Chromium: the download failed. Installing the package of this system: apt-get install chromium …');
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26 };
    await run('apt-get', ['update'], quiet)
      .then(() => run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet))
      .catch((error: Error) => say(`Chromium: ${error.message.split('\n')[0]}`));
    const installed = findChromium();
    if (installed) return installed;
  }
  say('Chromium: NONE TO BE HAD. The tests that need a browser are SKIPPED. Install one, or set CHROMIUM_PATH.');
  return undefined;
}

/** A host name for this machine that only the browser below resolves. */
export const labName = 'lab.test';

/** The command line of the browser that tests share. With `blankPage` and the flags after the first, 141 tests of the page take 91 to 96 s of processor time instead of 101 to 107. */
export const testFlags = [
  // Drawing without a graphics card costs less than emulating one.
  '--disable-gpu',
  // One process for what would be three: there is a browser for each test process.
  '--in-process-gpu',
  '--enable-features=NetworkServiceInProcess2',
  // With sites apart, a tab gets a new process for each lab that it visits.
  '--disable-site-isolation-trials',
  `--host-resolver-rules=MAP ${labName} 127.0.0.1`,
];
