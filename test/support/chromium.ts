import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const onThisMachine = (): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))), ...places].find((path) =>
    existsSync(path),
  );

const ofPlaywright = (): string | undefined => [chromium.executablePath()].find((path) => existsSync(path));

/**
 * Finds or installs a Chromium, in this order: `CHROMIUM_PATH`, one on the machine, Playwright's own download, and as root on Debian or Ubuntu the system's package.
 * @param say is told what is done
 * @returns its path; `undefined` if there is none to be had
 */
export async function provideChromium(say: (line: string) => void): Promise<string | undefined> {
  const told = process.env.CHROMIUM_PATH;
  if (told && !existsSync(told)) throw new Error(`CHROMIUM_PATH is ${told}, and there is no such file.`);
  const found = told || onThisMachine() || ofPlaywright();
  if (found) {
    say(`Chromium: ${found}`);
    return found;
  }
  say('Chromium: none on this machine. Trying the download of Playwright …');
  const cli = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  const downloaded = await run(process.execPath, [cli, 'install', 'chromium'], { timeout: 300_000 }).then(ofPlaywright, () => undefined);
  if (downloaded) return downloaded;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    say('Chromium: the download failed. Installing the package of this system: apt-get install chromium …');
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26 };
    await run('apt-get', ['update'], quiet)
      .then(() => run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet))
      .catch((error: Error) => say(`Chromium: ${error.message.split('\n')[0]}`));
    const installed = onThisMachine();
    if (installed) return installed;
  }
  say('Chromium: NONE TO BE HAD. The tests that need a browser are SKIPPED. Install one, or set CHROMIUM_PATH.');
  return undefined;
}

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  });
