import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findChromium } from '../../bench/browser/chromium.ts';

const run = promisify(execFile);

/** Libraries are in a folder that is named after the processor. */
function inLibraries(path: string): string[] {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').filter((name) => name.includes('-linux-gnu')) : [];
  return folders.map((folder) => join('/usr/lib', folder, path));
}

/** Foreign programs that tests use: for each its Debian and Ubuntu package, and files of which any one shows that it is installed. */
const known = {
  nginx: { files: ['/usr/sbin/nginx'], package: 'nginx' },
  nchan: { files: ['/usr/lib/nginx/modules/ngx_nchan_module.so'], package: 'libnginx-mod-nchan' },
  go: { files: ['/usr/bin/go'], package: 'golang-go' },
  gorilla: { files: ['/usr/share/gocode/src/github.com/gorilla/websocket/conn.go'], package: 'golang-github-gorilla-websocket-dev' },
  haproxy: { files: ['/usr/sbin/haproxy'], package: 'haproxy' },
  caddy: { files: ['/usr/bin/caddy'], package: 'caddy' },
  varnishd: { files: ['/usr/sbin/varnishd'], package: 'varnish' },
  'python3-requests': { files: ['/usr/lib/python3/dist-packages/requests/__init__.py'], package: 'python3-requests' },
  'redis-server': { files: ['/usr/bin/redis-server', '/usr/bin/valkey-server'], package: 'redis-server' },
  curl: { files: ['/usr/bin/curl'], package: 'curl' },
  openssl: { files: ['/usr/bin/openssl'], package: 'openssl' },
  javac: { files: ['/usr/bin/javac'], package: 'default-jdk-headless' },
  firefox: { files: ['/usr/bin/firefox-esr', '/usr/bin/firefox'], package: 'firefox-esr' },
  webkit: { files: ['/usr/bin/WebKitWebDriver'], package: 'webkit2gtk-driver' },
  minibrowser: { files: inLibraries('webkit2gtk-4.1/MiniBrowser'), package: 'libwebkit2gtk-4.1-0' },
  xvfb: { files: ['/usr/bin/Xvfb'], package: 'xvfb' },
} as const;

type ProgramName = keyof typeof known;

const names = Object.keys(known) as ProgramName[];
const fileOf = (name: ProgramName): string | undefined => known[name].files.find((file) => existsSync(file));
const missing = (): ProgramName[] => names.filter((name) => fileOf(name) === undefined);

/** Debian and Ubuntu packages that tests need and this machine lacks. */
export const missingPackages = (): readonly string[] => [
  ...missing().map((name) => known[name].package),
  ...(findChromium() === undefined ? ['chromium'] : []),
];

/** The path of an installed program. */
export function programFile(name: ProgramName): string {
  const file = fileOf(name);
  if (file === undefined) throw new Error(`Expected ${name} at ${known[name].files.join(' or ')}; there is none. Install ${known[name].package}.`);
  return file;
}

/** The lock for apt: test files, and several runs on one machine, may install at the same time. */
const lock = join(tmpdir(), 'transport-lab-apt.lock');

/** Milliseconds for an installation; a JDK is large. */
const patience = 300_000;

async function install(packages: readonly string[]): Promise<void> {
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26, timeout: patience };
  // Services of a package are not started, because the tests run the programs themselves.
  await run('flock', [lock, 'sh', '-c', `export RUNLEVEL=1; ${line} || { apt-get update && ${line}; }`], options);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Finds these programs, or, as root on Debian and Ubuntu, installs all that tests need; quick if they are installed.
 * @returns whether all of them are installed
 * @throws Error under CI if one is missing, because CI may skip nothing
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
