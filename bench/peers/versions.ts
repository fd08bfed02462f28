import { execFileSync } from 'node:child_process';
import { versionOf } from '../run/environment.ts';
import type { Peer } from './peer.ts';

/** The version that its package or program reports. */
export function versionOfPeer({ package: name }: Peer): string {
  if (name === undefined) return `on Node ${process.versions.node}`;
  return name === 'nchan' ? versionOfNchan() : versionOf(name);
}

/** nginx does not report the module's version, but Debian's package database has it. */
function versionOfNchan(): string {
  try {
    return execFileSync('dpkg-query', ['--show', 'libnginx-mod-nchan', 'nginx'], { encoding: 'utf8' }).trim().replace(/\s+/g, ' ');
  } catch {
    return 'not here';
  }
}
