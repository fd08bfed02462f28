import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { projectWith } from '../support/package-project.ts';

const run = promisify(execFile);

test('The package works without redis, and a log on Redis then fails with a message that names what to install', async () => {
  const folder = projectWith();
  const code = `import { memoryLog } from 'transport-lab';
import { RedisLogError, redisLog } from 'transport-lab/redis';
const [id] = await memoryLog({ epoch: 'abc' }).append([{ event: 'e', data: 1 }]);
const error = await redisLog('redis://127.0.0.1:1').catch((error) => error);
console.log(id, error instanceof RedisLogError, error.message);
`;
  writeFileSync(join(folder, 'app.js'), code);
  const { stdout } = await run(process.execPath, ['app.js'], { cwd: folder });
  expect(stdout).toBe('abc-1 true Expected the package redis, which redisLog needs; it is not installed. Install it: npm install redis\n');
});

test.each([
  ['without redis', [], /^Expected the package redis, .+ Install it: npm install redis\n$/],
  ['with redis', ['redis'], /^Expected Redis at redis:\/\/127\.0\.0\.1:1; got: connect ECONNREFUSED .+\n$/],
])('The command, %s beside it, prints in one line why its log cannot be kept in Redis', async (_what, packages, line) => {
  const command = ['node_modules/transport-lab/dist/lab/main.js', '--port', '0', '--redis', 'redis://127.0.0.1:1'];
  const failed = await run(process.execPath, command, { cwd: projectWith(...packages) }).catch((error: { code: number; stderr: string }) => error);
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(line) });
});
