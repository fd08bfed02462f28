import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../places.ts';

/** The folder of the bench's results. Tests set another one, because reading a full result takes a second of processor time per lab. */
export const resultsFolder = (): string => process.env.TRANSPORT_LAB_RESULTS || join(packageFolder, 'bench/results');

/** A fingerprint that changes whenever a result is added, removed or rewritten. */
export function stateOf(folder: string): string {
  if (!existsSync(folder)) return '';
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const files = names.map((name) => ({ name, ...statSync(join(folder, name), { throwIfNoEntry: false }) }));
  return files.map(({ name, mtimeMs = 0, size = 0 }) => `${name} ${mtimeMs} ${size}`).join('\n');
}
