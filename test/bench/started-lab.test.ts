import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { options } from '../../server/lab/options.ts';
import { temporaryFolder } from '../support/lab-process.ts';

/** Built, because it starts the built lab beside it. */
const built = pathToFileURL(join(import.meta.dirname, '../../dist/bench/acceptance/lab/started-lab.js')).href;

it('A lab that a bench starts takes no setting from the environment, nor from a .env', async () => {
  // No option accepts this, so a lab that read one of them would end.
  const nonsense = 'neither a number nor a URL';
  const variables = Object.values<{ readonly variable?: string }>(options).flatMap(({ variable }) => variable ?? []);
  expect(variables).toContain('REDIS_URL');
  for (const variable of variables) vi.stubEnv(variable, nonsense);
  const [before, folder] = [process.cwd(), temporaryFolder()];
  writeFileSync(join(folder, '.env'), variables.map((variable) => `${variable}="${nonsense}"`).join('\n'));
  onTestFinished(() => {
    process.chdir(before);
    vi.unstubAllEnvs();
  });
  process.chdir(folder);
  const { startLab }: typeof import('../../bench/acceptance/lab/started-lab.ts') = await import(built);
  const lab = await startLab();
  onTestFinished(() => lab.end());
  expect((await fetch(new URL('readyz', lab.url))).status).toBe(200);
});
