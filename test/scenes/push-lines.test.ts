/** The lines that the page offers, as terminals run them. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { lines } from '../../client/page/scenes/push/lines.ts';
import { ask } from '../support/ask.ts';
import { providePrograms } from '../support/programs.ts';
import { startTestLab } from '../support/start-lab.ts';

const withCurl = await providePrograms('curl');

/** Where PowerShell is installed on Linux, if it is. */
const powerShell = ['/usr/bin/pwsh', '/opt/microsoft/powershell/7/pwsh'].find((file) => existsSync(file));

/** Runs it, around whatever proxy this machine has. @returns what it said */
async function run(file: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { env: { ...process.env, no_proxy: '*', NO_PROXY: '*' }, timeout: 120_000 });
  return stdout;
}

async function pushed(shell: string, execute: (code: string) => Promise<unknown>) {
  const lab = await startTestLab();
  const line = lines(`${lab.url}/push`, 'push.ab12').find((one) => one.shell === shell);
  await execute(line?.code ?? `no line for ${shell}`);
  return JSON.parse((await ask(lab, '/stream/polling?after=earliest')).body).notifications;
}

it.skipIf(!withCurl)('the line for bash and zsh pushes what it says', async () => {
  let answer = '';
  const stored = await pushed('bash, zsh', async (code) => {
    answer = await run('sh', ['-c', code]);
  });
  expect(stored).toMatchObject([{ event: 'push.ab12', data: 'Hello from the terminal' }]);
  expect(JSON.parse(answer)).toEqual({ id: stored[0].id, event: 'push.ab12' });
});

// An offer of its own where there is one, and no promise that somebody else misses: the line as text is compared everywhere.
if (powerShell) {
  it('the line for PowerShell pushes what it says', async () => {
    const stored = await pushed('PowerShell', (code) => run(powerShell, ['-NoProfile', '-Command', code]));
    expect(stored).toMatchObject([{ event: 'push.ab12', data: 'Hello from PowerShell' }]);
  });
}

it('the line for PowerShell is this, where there is none to run it', () => {
  const line = lines('http://localhost:3000/push', 'push.ab12').find(({ shell }) => shell === 'PowerShell');
  expect(line?.code).toBe("Invoke-RestMethod -Method Post -Body @{ text = 'Hello from PowerShell'; event = 'push.ab12' } http://localhost:3000/push");
});
