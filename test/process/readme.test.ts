import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startTestLab } from '../support/start-lab.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The shell commands of the README for a running lab. */
const lines = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block?.trim() ?? '').filter((block) => /^(curl|node) /.test(block));

const expected: readonly RegExp[] = [
  /^\{"id":"\w+-\d+"\}$/,
  /^\{"cursor":"\w+-\d+","notifications":\[\]\}$/,
  /"event":"news","data":"hello"/,
  /"event":"ticker"/,
  /event: hello\nid: \w+-0\ndata: [\s\S]*"event":"news","data":"hello"/,
  /"type":"hello"[\s\S]*"type":"ack","ref":1[\s\S]*"data":"from a socket"|"data":"from a socket"[\s\S]*"type":"ack","ref":1/,
];

test('the README has a command for each transport and for publishing', () => {
  expect(lines).toHaveLength(expected.length);
});

test('the commands of the README work unchanged, except for the port', async () => {
  const lab = await startTestLab({ host: 'localhost', ticker: 1 });
  for (const [index, line] of lines.entries()) {
    const command = line.replaceAll('localhost:3000', `localhost:${lab.port}`);
    // curl's exit code 28 is the time-out of -m, by which the endless stream ends.
    const { stdout } = await run('bash', ['-c', `${command} || [ $? = 28 ]`], { cwd: root });
    expect(stdout, line).toMatch(expected[index] as RegExp);
  }
});
