import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { listening } from './listening.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** Where each version of a package is installed. */
function placesOf(name: string): ReadonlyMap<string, string> {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const found = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  return new Map(found.map(([path, { version = '' }]) => [version, join(root, path)]));
}

/** A registry's answer to npm: all versions of a package, each with its manifest and the URL of its files. */
function documentOf(name: string, url: string): object {
  const versions = [...placesOf(name)].map(([version, place]) => {
    const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as object;
    return [version, { ...manifest, dist: { tarball: `${url}/files/${encodeURIComponent(name)}/${version}` } }];
  });
  return { name, 'dist-tags': { latest: versions.at(0)?.[0] }, versions: Object.fromEntries(versions) };
}

async function filesOf(name: string, version: string): Promise<Buffer> {
  const place = placesOf(name).get(version) ?? '';
  const folder = place.slice(dirname(place).length + 1);
  const tar = ['-czf', '-', '-C', dirname(place), '--exclude', `${folder}/node_modules`, folder];
  return (await run('tar', tar, { encoding: 'buffer', maxBuffer: 2 ** 28 })).stdout;
}

/** A registry of the packages that are installed here, so that npm can install without a network. Closed with the test. */
export async function startRegistry(): Promise<{ readonly url: string }> {
  const answer = async ({ url = '' }: IncomingMessage): Promise<string | Buffer> => {
    const [, kind = '', name = '', version = ''] = url.split('/');
    if (kind === 'files') return filesOf(decodeURIComponent(name), version);
    return JSON.stringify(documentOf(decodeURIComponent(kind), at.url));
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(body),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  const at = await listening(server);
  return at;
}
