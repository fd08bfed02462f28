import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { FrontName } from '../result/vias.ts';

/** Debian keeps server programs there, and not every user's PATH has them. */
const systemFolders = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where programs are: PATH first. */
const usualFolders = (): readonly string[] => [...(process.env.PATH ?? '').split(delimiter), ...systemFolders];

/**
 * @param folders to look in, in this order
 * @returns the path of the program
 * @throws Error that says how to install it
 */
export function programOf(name: FrontName | 'openssl', folders = usualFolders()): string {
  const found = folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (found === undefined)
    throw new Error(
      `Expected the program ${name} on PATH; found none. Install it: on Debian \`apt-get install ${name}\`, on macOS \`brew install ${name}\`.`,
    );
  return found;
}

const versionFlags: Readonly<Record<FrontName, string>> = { nginx: '-v', haproxy: '-v', caddy: 'version' };

/** @returns digits and points, such as `1.22.1` */
export function versionOfFront(name: FrontName): string {
  // nginx prints its version to standard error.
  const said = execFileSync('sh', ['-c', '"$0" "$1" 2>&1', programOf(name), versionFlags[name]], { encoding: 'utf8' });
  return /\d+\.\d+(\.\d+)?/.exec(said)?.[0] ?? 'unknown';
}
