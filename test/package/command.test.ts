import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { transportNames } from '../../server/stream/protocol.ts';
import { within } from '../server/weather-support.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { startRegistry } from '../support/local-registry.ts';
import { openInNode } from '../support/platform.ts';

const run = promisify(execFile);

/** npm on an empty machine: no settings, no cache, and a registry on this machine. */
async function emptyMachine() {
  const { url } = await startRegistry();
  const folder = temporaryFolder();
  // Without a package.json, npm would install into the nearest folder above that has node_modules.
  writeFileSync(join(folder, 'package.json'), '{}');
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    npm_config_registry: url,
    npm_config_cache: temporaryFolder(),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  const call = (file: string, ...args: readonly string[]) => run(file, args, { cwd: folder, env: environment, timeout: 120_000 });
  return { folder, environment, call, npx: (...args: readonly string[]) => call('npx', '--no-install', 'transport-lab', ...args) };
}

/** Starts bots in the lab, as its page does. @returns the answer */
async function askForBots(url: string): Promise<unknown> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/telemetry`, { origin: url });
  onTestFinished(() => ws.terminate());
  const answer = new Promise<unknown>((resolve) => {
    ws.on('message', (text) => {
      const message = JSON.parse(String(text)) as { readonly ref?: number };
      if (message.ref === 1) resolve(message);
    });
  });
  await once(ws, 'open');
  ws.send(JSON.stringify({ type: 'bots', bots: { sse: 2 }, ref: 1 }));
  return within('an answer about bots', answer);
}

test('npm installs the package and ws, and nothing else; the command starts the lab with its page, streams, report and bots', async () => {
  const { folder, environment, call, npx } = await emptyMachine();
  await call('npm', 'install', inject('tarball'));
  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(installed.sort()).toEqual(['transport-lab', 'ws']);

  const { stdout: help } = await npx('--help');
  expect(help).toMatch(/^Transport Lab: .*\n\nExamples\n {2}npx transport-lab {2,}the lab on /);
  expect(help).not.toMatch(/npm start|\.env/);
  expect((await npx('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const refusal = { code: 2, stderr: 'Expected a flag of this command; got "--nonsense". See npx transport-lab --help.\n' };
  await expect(npx('--nonsense')).rejects.toMatchObject(refusal);

  // The program that npx starts, without npx in between, so that it gets the signal itself.
  const command = join(folder, 'node_modules/.bin/transport-lab');
  const lab = new ForeignProgram(command, ['--port', '0', '--ticker', '0'], { cwd: folder, env: environment });
  await lab.says('--no-weather serves without it.', 60_000);
  const [, url = ''] = /Transport Lab: (\S+)/.exec(lab.said) ?? [];
  const page = await fetch(url);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script')]);
  expect((await fetch(`${url}/sdk.js`)).status).toBe(200);
  expect((await fetch(`${url}/report.html`)).status).toBe(200);
  expect(await askForBots(url)).toMatchObject({ type: 'done' });
  for (const transport of transportNames) {
    const stream = openInNode(url, { transport });
    await stream.hello();
    await stream.stream.publish('news', transport);
    expect((await stream.reach(1)).map(({ data }) => data)).toEqual([transport]);
    await stream.call('close');
  }
  // npm and npx are started six times, and each start takes seconds on a busy machine.
});
