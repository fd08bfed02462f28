import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../places.ts';

/** Where the bench's results are kept. Tests name another: to read what a whole run left takes a second of a processor, for every lab whose page is opened. */
export const resultsFolder = (): string => process.env.TRANSPORT_LAB_RESULTS || join(packageFolder, 'bench/results');

/** Changes whenever a result comes, goes or is written anew. */
export function stateOf(folder: string): string {
  if (!existsSync(folder)) return '';
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const files = names.map((name) => ({ name, ...statSync(join(folder, name), { throwIfNoEntry: false }) }));
  return files.map(({ name, mtimeMs = 0, size = 0 }) => `${name} ${mtimeMs} ${size}`).join('\n');
}
