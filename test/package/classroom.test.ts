import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packClassroom } from '../../package/classroom.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { openInNode } from '../support/platform.ts';

/** An environment without programs and modules of this machine, and with a registry that does not answer. */
const alone = (folder: string) => ({ PATH: folder, HOME: folder, npm_config_registry: 'http://127.0.0.1:1', NODE_PATH: '' });

test('the archive for a class starts on a machine that has only Node', async () => {
  const archive = await packClassroom(temporaryFolder());
  const folder = temporaryFolder();
  execFileSync('tar', ['-xf', archive], { cwd: folder });
  expect(readdirSync(folder)).toEqual(['transport-lab']);
  expect(readdirSync(join(folder, 'transport-lab/node_modules'))).toEqual(['ws']);

  const options = { cwd: folder, env: alone(folder) };
  const lab = new ForeignProgram(process.execPath, ['transport-lab/start.js', '--port', '0', '--ticker', '0'], options);
  await lab.says('--no-weather serves without it.', 60_000);
  const [, url = ''] = /Transport Lab: (\S+)/.exec(lab.said) ?? [];
  const learn = await fetch(`${url}/learn`);
  expect([learn.status, await learn.text()]).toEqual([200, expect.stringContaining('<script')]);
  expect((await fetch(`${url}/replay`)).status).toBe(200);
  expect(await (await fetch(`${url}/runs/how-late.json`)).json()).toMatchObject({ schema: 'transport-lab/page-run' });
  for (const transport of transportNames) {
    const stream = openInNode(url, { transport });
    await stream.hello();
    await stream.stream.publish('news', transport);
    expect((await stream.reach(1)).map(({ data }) => data)).toEqual([transport]);
    await stream.call('close');
  }
});
