import { execFile as execFileWithCallback } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { patience } from '../support/patience.ts';

const execFile = promisify(execFileWithCallback);
const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** Runs a program that creates two logs, in a cluster or not. @returns its standard error */
async function warningsOf(program: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  // Within the package, so that `transport-lab` resolves.
  const folder = mkdtempSync(join(dist, 'several-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'program.mjs');
  writeFileSync(path, `import cluster from 'node:cluster';\nimport { memoryLog } from 'transport-lab';\n${program}`);
  const { stderr } = await execFile(process.execPath, [path], { env: { PATH: process.env.PATH, ...environment }, timeout: patience });
  return stderr;
}

const twoLogs = 'memoryLog();\nmemoryLog();';
const warning =
  /^\(node:\d+\) \[TRANSPORT_LAB_SEVERAL_LOGS\] TransportLabWarning: memoryLog\(\) is for one process, [^\n]*\n[^\n]*another worker[^\n]*\n$/;

test('a worker of a cluster is warned once that its log is not the only one', async () => {
  const stderr = await warningsOf(`if (cluster.isPrimary) cluster.fork();\nelse {\n${twoLogs}\nprocess.disconnect();\n}`);
  expect(stderr.replace(/\(Use `node .*\n/, '')).toMatch(warning);
});

test.each([
  { pm_id: '0', exec_mode: 'cluster_mode', instances: '1' },
  { pm_id: '1', exec_mode: 'fork_mode', instances: '2' },
])('a worker of pm2 is warned too: %o', async (environment) => {
  expect((await warningsOf(twoLogs, environment)).replace(/\(Use `node .*\n/, '')).toMatch(warning);
});

test.each<Readonly<Record<string, string>>>([{}, { pm_id: '0', exec_mode: 'fork_mode', instances: '1', NODE_APP_INSTANCE: '0' }])(
  'a single process is not warned: %o',
  async (environment) => {
    expect(await warningsOf(twoLogs, environment)).toBe('');
  },
);
