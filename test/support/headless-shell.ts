import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const name = 'chromium-headless-shell';

/** Milliseconds. */
const patience = 120_000;

const findShell = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/**
 * Finds Chromium's headless shell, or installs it as root on Debian and Ubuntu. It is the same engine, and opens a tab in half the processor time, because the full browser
 * draws a window with a toolbar, in a process of its own, for every test.
 * @param say gets a line about each step
 * @returns its path; `undefined` if it cannot be had, and tests use the full browser instead
 */
export async function provideHeadlessShell(say: (line: string) => void): Promise<string | undefined> {
  const found = findShell();
  if (found || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found;
  say(`Chromium without windows: apt-get install ${name} …`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26, timeout: patience };
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', '-o', `DPkg::Lock::Timeout=${patience / 1_000}`, name], options);
  await install()
    .catch(() => run('apt-get', ['update'], options).then(install))
    .catch((error: Error) => say(`Chromium without windows: none (${error.message.split('\n')[0]}). The tests take longer.`));
  return findShell();
}
