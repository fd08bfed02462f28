import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { helpText } from '../../server/lab/command-line/help.ts';
import { type Config, readConfig } from '../../server/lab/config.ts';
import { options, program } from '../../server/lab/options.ts';
import { type Exit, type ProcessOptions, ServerProcess, temporaryFolder } from '../support/lab-process.ts';

/** Runs the server until it ends by itself. */
async function run(args: readonly string[], options?: ProcessOptions): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const server = new ServerProcess(args, options);
  const exit = await server.ends();
  return { ...exit, stdout: server.stdout, stderr: server.stderr };
}

/** The configuration as `--print-config` tells it. */
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
  test('without any of them the defaults hold.', async () => {
    expect(await printed([])).toEqual(defaults);
  });

  test('each layer wins over the next.', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'PORT=1001\nTICKER=1\nWINDOW=100 # a comment\nALLOW_HOST=a.example, b.example\n');
    const environment = { PORT: '1002', TICKER: '2' };
    const config = await printed(['--port', '1003'], { folder, environment });
    expect(config).toEqual({ ...defaults, port: 1003, ticker: 2, window: 100, allowHost: ['a.example', 'b.example'] });
  });

  test('a variable that is empty is one that is not set.', async () => {
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

  test('what --print-config prints says the same again when every value is handed in as a flag.', async () => {
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

test('origins of apps, and names and addresses of all kinds, pass the flags.', () => {
  const allowOrigin = ['capacitor://localhost', 'tauri://localhost', 'app://', 'null', 'https://app.example:443'];
  const allowHost = ['lab.test', '10.0.0.1', '::1', '[::1]'];
  const args = [...allowOrigin.map((origin) => `--allow-origin=${origin}`), ...allowHost.map((host) => `--allow-host=${host}`)];
  expect(readConfig(args, {}, '/nonexistent/.env')).toMatchObject({ config: { allowOrigin, allowHost } });
});

describe('A value that cannot be used gives one line on standard error and exit code 2:', () => {
  const onFlags: [what: string, args: string[], says: RegExp][] = [
    ['a port that is no number', ['--port', 'http'], /^Expected --port to be a whole number from 0 to 65535; got "http"\./],
    ['a port beyond the last', ['--port', '65536'], /^Expected --port to be a whole number from 0 to 65535; got "65536"\./],
    ['a port with a fraction', ['--port', '80.5'], /^Expected --port to be a whole number/],
    ['a negative port', ['--port', '-1'], /^Expected --port to be a whole number from 0 to 65535; got "-1"\./],
    ['an empty port', ['--port', ''], /^Expected --port to be .* got ""\./],
    ['a ticker in words', ['--ticker', 'fast'], /^Expected --ticker to be a number of seconds from 0 to 86400; got "fast"\./],
    ['a host that is a URL', ['--host', 'http://localhost'], /^Expected --host to be a name or an address/],
    ['a URL that is none of a Redis', ['--redis', 'http://localhost'], /^Expected --redis to be the URL of a Redis, such as redis:/],
    ['a window without room', ['--window', '0'], /^Expected --window to be a whole number from 1 /],
    ['a stall of nothing', ['--stall', '0'], /^Expected --stall to be a number of seconds from 0.1 /],
    ['an origin with a path', ['--allow-origin', 'https://a.example/x'], /^Expected --allow-origin to be an origin such as/],
    ['an origin without a scheme', ['--allow-origin', 'a.example'], /^Expected --allow-origin to be an origin such as/],
    [
      'an origin that can never match',
      ['--allow-origin', 'https://*.example'],
      /^Expected --allow-origin to be an origin .* without path and wildcard; got /,
    ],
    ['every origin', ['--allow-origin', '*'], /^Expected --allow-origin to be an origin/],
    [
      'a name with a port',
      ['--allow-host', 'lab.test:4439'],
      /^Expected --allow-host to be a name or an address without scheme, port .*; got "lab\.test:4439"\./,
    ],
    ['a name with a scheme', ['--allow-host', 'https://lab.test'], /^Expected --allow-host to be a name/],
    ['a name with a wildcard', ['--allow-host', '*.test'], /^Expected --allow-host to be a name/],
    ['a feed whose URL is none', ['--source', 'sse:nonsense'], /^Expected --source to be .*sse: with an http or https URL/],
    ['a feed that is not HTTP', ['--source', 'sse:ftp://a.example/'], /^Expected --source to be .*sse: with an http or https URL/],
    ['a feed with a password, which fetch refuses', ['--source', 'sse:http://me:secret@a.example/'], /^Expected --source to be .* names no user/],
    ['an empty source', ['--source', ''], /^Expected --source to be a file, .*; got ""\./],
    [
      'a token that can be guessed',
      ['--token', 'secret'],
      /^Expected --token to be 16 to 128 letters, digits and - \. _ ~, or auto to draw one; got "secret"\./,
    ],
    ['a switch with a value', ['--no-weather=1'], /^Expected --no-weather without a value; got "1"\. See npm start -- --help\.$/],
    ['a round trip beyond ten seconds', ['--rtt', '10001'], /^Expected --rtt to be a number of milliseconds from 0 to 10000; got "10001"\./],
    ['an unknown flag', ['--prot', '1'], /^Expected a flag of this command; got "--prot"\. Did you mean --port\? See npm start -- --help\.$/],
    ['an argument without a flag', ['8080'], /^Expected flags only; got "8080"\. See npm start -- --help\.$/],
    ['a flag whose value is missing', ['--port'], /^Expected --port to be a whole number from 0 to 65535; got nothing\. See npm start -- --help\.$/],
  ];
  test.each(onFlags)('%s.', (_what, args, says) => {
    expect(() => readConfig(args, {}, '/nonexistent/.env')).toThrow(says);
  });

  test('the process says where it came from: the flag, the environment or .env.', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'TICKER=often\n');
    const outcomes = await Promise.all([run(['--window', '-']), run([], { environment: { PORT: 'x' } }), run([], { folder }), run(['--nonsense'])]);
    for (const { code, stdout } of outcomes) expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(outcomes.map(({ stderr }) => stderr)).toEqual([
      'Expected --window to be a whole number from 1 to 10000000; got "-". See npm start -- --help.\n',
      'Expected PORT in the environment to be a whole number from 0 to 65535; got "x". See npm start -- --help.\n',
      'Expected TICKER in .env to be a number of seconds from 0 to 86400; got "often". See npm start -- --help.\n',
      'Expected a flag of this command; got "--nonsense". See npm start -- --help.\n',
    ]);
  });

  test('a .env that is a folder cannot be read, and that is said.', () => {
    expect(() => readConfig([], {}, temporaryFolder())).toThrow(/ cannot be read: EISDIR/);
  });
});

describe('What can be asked of the command line:', () => {
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
    // Not because an empty variable is skipped: every one that has a default says it.
    const empty = Object.keys(inUse).filter((name) => inUse[name] === '');
    expect(empty.sort()).toEqual(['ALLOW_HOST', 'ALLOW_ORIGIN', 'READ_TOKEN', 'REDIS_URL', 'SOURCE', 'TOKEN']);
  });
});
