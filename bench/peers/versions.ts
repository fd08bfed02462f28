import { execFileSync } from 'node:child_process';
import { versionOf } from '../run/environment.ts';
import type { Peer } from './peer.ts';

/** What was measured, as its package or program says. */
export function versionOfPeer({ package: name }: Peer): string {
  if (name === undefined) return `on Node ${process.versions.node}`;
  return name === 'nchan' ? versionOfNchan() : versionOf(name);
}

/** The module's version is not in nginx's own answer, but Debian knows it. */
function versionOfNchan(): string {
  try {
    return execFileSync('dpkg-query', ['--show', 'libnginx-mod-nchan', 'nginx'], { encoding: 'utf8' }).trim().replace(/\s+/g, ' ');
  } catch {
    return 'not here';
  }
}
