import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { helpText } from '../../server/lab/command-line/help.ts';
import { type Config, readConfig } from '../../server/lab/config.ts';
import { options, program } from '../../server/lab/options.ts';
import { type ProcessOptions, temporaryFolder } from '../support/lab-process.ts';
import { run } from './config-support.ts';

/** The configuration as `--print-config` prints it. */
async function printed(args: readonly string[], options?: ProcessOptions): Promise<Config> {
  const { code, stdout, stderr } = await run([...args, '--print-config'], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Config;
}

const defaults: Config = {
  port: 3000,
  host: 'localhost',
  ticker: 3,
  source: [],
  redis: '',
  redisKey: 'transport-lab',
  window: 10_000,
  windowBytes: 67_108_864,
  heartbeat: 15,
  stall: 30,
  headersTimeout: 10,
  maxConnections: 0,
  addressConnections: 2_000,
  addressRequests: 2_000,
  addressPublishBytes: 8_388_608,
  loopDelay: 0,
  allowHost: [],
  allowOrigin: [],
  trustProxy: false,
  weather: true,
  rtt: 100,
  telemetryPort: 0,
  readToken: '',
  token: '',
  log: 'text',
};

/** The environment variables of all options. */
const variables = Object.values(options).flatMap((option) => ('variable' in option && option.variable ? [option.variable] : []));

describe('The configuration comes from flags, the environment, .env and defaults:', () => {
  test('without any of them the defaults apply.', async () => {
    expect(await printed([])).toEqual(defaults);
  });

  test('each layer takes precedence over the next.', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'PORT=1001\nTICKER=1\nWINDOW=100 # a comment\nALLOW_HOST=a.example, b.example\n');
    const environment = { PORT: '1002', TICKER: '2' };
    const config = await printed(['--port', '1003'], { folder, environment });
    expect(config).toEqual({ ...defaults, port: 1003, ticker: 2, window: 100, allowHost: ['a.example', 'b.example'] });
  });

  test('an empty variable counts as not set.', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'PORT=1001\nHOST=\n');
    expect(await printed([], { folder, environment: { PORT: '' } })).toEqual({ ...defaults, port: 1001 });
  });

  test('a list flag may be repeated, and replaces the list of the environment.', async () => {
    const args = ['--allow-origin', 'https://a.example', '--allow-origin', 'https://b.example:8443', '--source', '-', '--source', 'x.ndjson'];
    expect(await printed(args, { environment: { ALLOW_ORIGIN: 'https://c.example' } })).toEqual({
      ...defaults,
      allowOrigin: ['https://a.example', 'https://b.example:8443'],
      source: ['-', 'x.ndjson'],
    });
  });

  test('the values that --print-config prints, passed as flags, give the same configuration.', async () => {
    const first = await printed([
      '--port',
      '0',
      '--ticker',
      '0.5',
      '--window',
      '7',
      '--host',
      '::1',
      '--allow-host',
      'a.example',
      '--source',
      '-',
      '--no-weather',
      '--trust-proxy',
      '--token',
      'auto',
    ]);
    const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const flag = (name: string, value: unknown) =>
      typeof value === 'boolean' ? `--${value ? '' : 'no-'}${kebab(name)}` : `--${kebab(name)}=${value}`;
    const told = Object.entries(first).filter(([, value]) => value !== '');
    const flags = told.flatMap(([name, value]) => [value].flat().map((one) => flag(name, one)));
    expect(await printed(flags)).toEqual(first);
  });
});

test('the flags accept origins of apps, and host names and addresses of all kinds.', () => {
  const allowOrigin = ['capacitor://localhost', 'tauri://localhost', 'app://', 'null', 'https://app.example:443'];
  const allowHost = ['lab.test', '10.0.0.1', '::1', '[::1]'];
  const args = [...allowOrigin.map((origin) => `--allow-origin=${origin}`), ...allowHost.map((host) => `--allow-host=${host}`)];
  expect(readConfig(args, {}, '/nonexistent/.env')).toMatchObject({ config: { allowOrigin, allowHost } });
});

describe('The command line:', () => {
  test('--help shows examples first, and then every option with its variable and its default.', async () => {
    const { code, stdout, stderr } = await run(['--help', '--port', 'wrong']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(helpText(program));
    expect(stdout.indexOf('\nExamples\n')).toBeGreaterThan(0);
    expect(stdout.indexOf('\nExamples\n')).toBeLessThan(stdout.indexOf('\nOptions\n'));
    for (const variable of variables) expect(stdout.replace(/\s+/g, ' ')).toMatch(new RegExp(`environment ${variable}(=[01])?\\)`));
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('--version prints the version of the package.', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('.env.example names every option with its default, commented out, and nothing else.', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    expect(parseEnv(example)).toEqual({});
    const inUse = parseEnv(example.replace(/^# ?(?=[A-Z_]+=)/gm, ''));
    expect(Object.keys(inUse).sort()).toEqual(variables.sort());
    const invocation = readConfig([], inUse, '/nonexistent/.env');
    expect(invocation).toEqual({ show: 'lab', config: defaults });
    // Not because empty variables are ignored: every variable with a default has it in the file.
    const empty = Object.keys(inUse).filter((name) => inUse[name] === '');
    expect(empty.sort()).toEqual(['ALLOW_HOST', 'ALLOW_ORIGIN', 'READ_TOKEN', 'REDIS_URL', 'SOURCE', 'TOKEN']);
  });
});
