import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Programs of others that tests put beside the lab: the file that shows that one is there, and the package of Debian and Ubuntu that has it. */
const known = {
  nginx: { file: '/usr/sbin/nginx', package: 'nginx' },
  haproxy: { file: '/usr/sbin/haproxy', package: 'haproxy' },
  varnishd: { file: '/usr/sbin/varnishd', package: 'varnish' },
  'python3-requests': { file: '/usr/lib/python3/dist-packages/requests/__init__.py', package: 'python3-requests' },
  openssl: { file: '/usr/bin/openssl', package: 'openssl' },
  javac: { file: '/usr/bin/javac', package: 'default-jdk-headless' },
} as const;

type ProgramName = keyof typeof known;

const names = Object.keys(known) as ProgramName[];
const missing = (): ProgramName[] => names.filter((name) => !existsSync(known[name].file));

/** Test files run side by side, and so may whole runs on one machine: apt is asked by one at a time. */
const lock = join(tmpdir(), 'transport-lab-apt.lock');

/** Milliseconds: a JDK is large. */
const patience = 300_000;

async function install(packages: readonly string[]): Promise<void> {
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26, timeout: patience };
  // Services that a package brings are not started: the tests run the programs themselves.
  await run('flock', [lock, 'sh', '-c', `export RUNLEVEL=1; ${line} || { apt-get update && ${line}; }`], options);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Finds these programs, or installs all that tests want as root on Debian and Ubuntu; quick where they are there.
 * @returns whether there is each of them
 * @throws Error under CI where one is missing: there nothing may be skipped
 */
export async function providePrograms(...wanted: readonly ProgramName[]): Promise<boolean> {
  const absent = () => missing().filter((name) => wanted.includes(name));
  if (absent().length === 0) return true;
  const packages = missing().map((name) => known[name].package);
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say(`Programs for the tests: installing the packages of this system: apt-get install ${packages.join(' ')} …`);
    await install(packages).catch((error: Error) => say(`Programs for the tests: ${error.message.split('\n')[0]}`));
  }
  const still = absent();
  if (still.length === 0) return true;
  const remedy = `Install ${still.map((name) => known[name].package).join(', ')}`;
  if (process.env.CI) throw new Error(`CI has no ${still.join(', ')}, and their tests may not be skipped. ${remedy}.`);
  say(`Programs for the tests: NO ${still.join(', ')}. The tests that need them are SKIPPED. ${remedy}.`);
  return false;
}
