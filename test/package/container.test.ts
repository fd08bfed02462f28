/** Tests deploy/Dockerfile without Docker: installs and runs the content of its last image in a temporary folder. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from '../../bench/processes/free-port.ts';
import { ask } from '../support/ask.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { startRegistry } from '../support/local-registry.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, 'deploy', name), 'utf8');

/** The Dockerfile's instructions, without comments and with continued lines joined. */
const lines = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replaceAll('\\\n', '')
  .split('\n')
  .filter(Boolean);

/** The arguments of an instruction. */
const all = (instruction: string): string[] =>
  lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
const last = (instruction: string): string => all(instruction).at(-1) ?? '';
const listOf = (text: string): string[] => JSON.parse(text.slice(text.indexOf('['))) as string[];
const environment = Object.fromEntries(
  last('ENV')
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);

/** An unprivileged user, like that of the image. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** `/app` of the image. */
async function installedApp(): Promise<string> {
  const { url } = await startRegistry();
  // Other users cannot enter the temporary folders of other tests.
  const app = mkdtempSync(join(tmpdir(), 'transport-lab-app-'));
  onTestFinished(() => rmSync(app, { recursive: true, force: true }));
  chmodSync(app, 0o755);
  const [install = ''] = all('RUN').filter((command) => command.startsWith('npm install'));
  const command = install.replace('/app', app).replace('/packed/*.tgz', inject('tarball'));
  const env = {
    PATH: process.env.PATH,
    HOME: app,
    npm_config_registry: url,
    npm_config_cache: temporaryFolder(),
    npm_config_update_notifier: 'false',
  };
  // Run in the folder of the sources, as in the first image.
  await run('sh', ['-c', command], { env, cwd: root });
  return app;
}

test('the image runs without root, starts Node directly, and copies only the installed package from its first stage', () => {
  expect(last('USER')).toBe('node');
  expect(listOf(last('ENTRYPOINT'))[0]).toBe('node');
  expect(all('FROM').map((from) => from.split(' ')[0])).toEqual(['node:22-alpine', 'node:22-alpine']);
  expect(lines.slice(lines.lastIndexOf('FROM node:22-alpine')).filter((line) => /^(COPY|RUN|ADD)/.test(line))).toEqual([
    'COPY --from=package /app /app',
  ]);
});

test('its entry point starts as an unprivileged user, passes the health check, accepts publishes, and ends on SIGTERM', async () => {
  const app = await installedApp();
  const [, main = ''] = listOf(last('ENTRYPOINT'));
  const port = await freePort();
  // On loopback and another port, so that the test cannot be reached from outside.
  const env = { PATH: dirname(process.execPath), ...environment, HOST: '127.0.0.1', PORT: `${port}` };
  const program = new ForeignProgram(process.execPath, [main.replace('/app', app)], { cwd: app, env, ...nobody });
  await program.listens(port);
  const check = listOf(last('HEALTHCHECK').slice(last('HEALTHCHECK').indexOf('CMD')));
  await run(process.execPath, check.slice(1), { env });
  await expect(run(process.execPath, check.slice(1), { env: { ...env, PORT: '1' } })).rejects.toMatchObject({ code: 1 });
  const body = '{"event":"news","data":"hello"}';
  expect((await ask({ port }, '/publish', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status).toBe(201);
  expect((await ask({ port }, '/')).status).toBe(200);
  program.child.kill('SIGTERM');
  expect(await program.exit).toBe(0);
});

test('compose mounts existing files, and sets every variable that the files of the proxies use', () => {
  const compose = read('compose.yaml');
  const mounted = [...compose.matchAll(/- \.\/([\w.]+):/g)]
    .map(([, name = '']) => name)
    .filter((name) => !['certificate.pem', 'token'].includes(name));
  expect(new Set(mounted)).toEqual(new Set(['nginx.conf', 'haproxy.cfg', 'Caddyfile', 'prometheus.yml']));
  const given = new Set([...compose.matchAll(/^ {6}([A-Z_\d]+):/gm)].map(([, name]) => name));
  for (const name of mounted) {
    expect(existsSync(join(root, 'deploy', name)), name).toBe(true);
    const asked = [...read(name).matchAll(/\{\$([A-Z_\d]+)\}|\$\{([A-Z_\d]+)\}/g)].map(([, one, other]) => one ?? other);
    expect(
      asked.filter((wanted) => !given.has(wanted)),
      name,
    ).toEqual([]);
  }
});
