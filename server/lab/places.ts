import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord } from '../stream/record.ts';

/** The nearest folder above this file that holds `what`. */
function folderWith(what: string, from = import.meta.dirname): string {
  if (existsSync(join(from, what))) return from;
  const above = dirname(from);
  if (above === from) throw new Error(`Expected a folder with ${what} above ${import.meta.dirname}; got none. Install the package again.`);
  return folderWith(what, above);
}

/** The repository, or the package as it was installed. */
export const packageFolder = folderWith('package.json');

/** Where modules have the paths that the sources have: the repository, `dist` as tsc makes it, or `dist/lab`, which the package has. */
export const codeFolder = folderWith('bench/processes');

/** Only the repository has sources. */
const isRepository = existsSync(join(packageFolder, 'tsconfig.json'));

/** How to start the lab from here, for messages that suggest another flag. */
export const command = isRepository ? 'npm start --' : 'npx transport-lab';

/** Empty for none: the `.env` of the folder in which somebody starts the installed command belongs to another program. */
export const envFile = isRepository ? '.env' : '';

export function version(): string {
  const about: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return isRecord(about) ? String(about.version) : 'unknown';
}
