/** The commands that the page offers, run as in a terminal. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { lines } from '../../client/page/scenes/push/lines.ts';
import { ask } from '../support/ask.ts';
import { providePrograms } from '../support/programs.ts';
import { startTestLab } from '../support/start-lab.ts';

const withCurl = await providePrograms('curl');

/** The path of PowerShell on Linux, if it is installed. */
const powerShell = ['/usr/bin/pwsh', '/opt/microsoft/powershell/7/pwsh'].find((file) => existsSync(file));

/** Runs a program without this machine's proxy, if it has one. @returns its output */
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

it.skipIf(!withCurl)('the command for bash and zsh pushes its text', async () => {
  let answer = '';
  const stored = await pushed('bash, zsh', async (code) => {
    answer = await run('sh', ['-c', code]);
  });
  expect(stored).toMatchObject([{ event: 'push.ab12', data: 'Hello from the terminal' }]);
  expect(JSON.parse(answer)).toEqual({ id: stored[0].id, event: 'push.ab12' });
});

// Runs only where PowerShell is installed and is never reported as skipped, because the test below compares the command as text everywhere.
if (powerShell) {
  it('the command for PowerShell pushes its text', async () => {
    const stored = await pushed('PowerShell', (code) => run(powerShell, ['-NoProfile', '-Command', code]));
    expect(stored).toMatchObject([{ event: 'push.ab12', data: 'Hello from PowerShell' }]);
  });
}

it('the command for PowerShell has the expected text', () => {
  const line = lines('http://localhost:3000/push', 'push.ab12').find(({ shell }) => shell === 'PowerShell');
  expect(line?.code).toBe("Invoke-RestMethod -Method Post -Body @{ text = 'Hello from PowerShell'; event = 'push.ab12' } http://localhost:3000/push");
});
