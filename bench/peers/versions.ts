import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Peer } from './peer.ts';

const require = createRequire(import.meta.url);

/** What was measured, as its package or program says. */
export function versionOfPeer({ package: name }: Peer): string {
  if (name === undefined) return `on Node ${process.versions.node}`;
  try {
    return name === 'nchan' ? versionOfNchan() : versionOfPackage(name);
  } catch {
    return 'not here';
  }
}

function versionOfPackage(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return (JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')) as { version: string }).version;
    } catch {}
  }
  return 'unknown';
}

/** The module's version is not in nginx's own answer, but Debian knows it. */
const versionOfNchan = (): string =>
  execFileSync('dpkg-query', ['--show', 'libnginx-mod-nchan', 'nginx'], { encoding: 'utf8' }).trim().replace(/\s+/g, ' ');
