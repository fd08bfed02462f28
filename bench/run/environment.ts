import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import { keepAliveTimeout } from '../../server/lab/express-server.ts';
import { sliceTime } from '../../server/stream/delivery/fan-out.ts';
import { fieldsOf, textOf } from '../arms/json-fields.ts';
import type { Environment } from '../result/result.ts';

const run = promisify(execFile);

/** The commit that is checked out, with a trailing `+` if files were changed since; `unknown` outside a repository. */
export async function commit(): Promise<string> {
  try {
    const { stdout: hash } = await run('git', ['rev-parse', 'HEAD']);
    const { stdout: changes } = await run('git', ['status', '--porcelain', '--untracked-files=no']);
    return `${hash.trim()}${changes.trim() ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}

const require = createRequire(import.meta.url);

/** Version of an installed package; `unknown` if there is none. It reads the file, because many packages do not export their package.json. */
export function versionOf(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return textOf(fieldsOf(readFileSync(`${folder}/${name}/package.json`, 'utf8')), 'version');
    } catch {}
  }
  return 'unknown';
}

/** What is the same for all arms at the clients' end. */
const fairClients = {
  schedule: 'all arms of a round are sent the same notifications at the same moments, drawn from the seed',
  'request heads': 'the least that HTTP/1.1 and RFC 6455 ask for, the same for all arms',
  'poll phases': 'drawn uniformly, one in each of as many equal parts of the interval as there are clients',
};

/** What is the same for all arms, with numbers taken from the code. */
export const fairness = {
  TCP_NODELAY: 'on for every socket: node:http sets it at the server, every arm at its own',
  compression: 'none: permessage-deflate is off, no response is encoded',
  'keep-alive': `all arms keep their connection; the server keeps an idle one for ${keepAliveTimeout / 1_000} s`,
  'serialised once': 'each notification is encoded once, its bytes are shared by all readers of all transports',
  ...fairClients,
  'fan-out': `slices of ${sliceTime} ms, one write per reader and turn of the loop, for every transport`,
};

/** The same for a server that is not the lab: nothing is known of its own end. */
const foreignFairness = { TCP_NODELAY: 'on for every socket of the clients', compression: 'none is asked for', ...fairClients };

/** Where a run differs from most. */
export interface Peculiarities {
  /** The server is not the lab. */
  readonly isForeign?: boolean;
  /** Clients send the heads of a browser. */
  readonly asBrowsers?: boolean;
  /** Servers compress. */
  readonly compresses?: boolean;
}

function fairnessOf({ isForeign = false, asBrowsers = false, compresses = false }: Peculiarities): Environment['fairness'] {
  return {
    ...(isForeign ? foreignFairness : fairness),
    ...(asBrowsers && { 'request heads': 'those of a Chromium, the same for all arms' }),
    ...(compresses && { compression: 'as each row says: zlib at level 6, flushed after each event, and for each reader anew' }),
  };
}

/** Describes this machine. @param used versions that only this run needs */
export async function environment(used: Readonly<Record<string, string>> = {}, peculiarities: Peculiarities = {}): Promise<Environment> {
  const [first] = cpus();
  return {
    os: `${type()} ${release()} ${arch()}`,
    cpu: first?.model.trim() || 'unknown processor',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.versions.node,
    versions: { express: versionOf('express'), ws: versionOf('ws'), v8: process.versions.v8, ...used },
    fairness: fairnessOf(peculiarities),
  };
}
