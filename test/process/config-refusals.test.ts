import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../server/lab/config.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { run } from './config-support.ts';

describe('An invalid value causes one line on standard error and exit code 2:', () => {
  const onFlags: [what: string, args: string[], says: RegExp][] = [
    ['a port that is not a number', ['--port', 'http'], /^Expected --port to be a whole number from 0 to 65535; got "http"\./],
    ['a port above 65535', ['--port', '65536'], /^Expected --port to be a whole number from 0 to 65535; got "65536"\./],
    ['a port with a fraction', ['--port', '80.5'], /^Expected --port to be a whole number/],
    ['a negative port', ['--port', '-1'], /^Expected --port to be a whole number from 0 to 65535; got "-1"\./],
    ['an empty port', ['--port', ''], /^Expected --port to be .* got ""\./],
    ['a ticker that is a word', ['--ticker', 'fast'], /^Expected --ticker to be a number of seconds from 0 to 86400; got "fast"\./],
    ['a host that is a URL', ['--host', 'http://localhost'], /^Expected --host to be a name or an address/],
    ['a URL that is not of Redis', ['--redis', 'http://localhost'], /^Expected --redis to be the URL of a Redis, such as redis:/],
    ['a window of 0', ['--window', '0'], /^Expected --window to be a whole number from 1 /],
    ['a stall of 0', ['--stall', '0'], /^Expected --stall to be a number of seconds from 0.1 /],
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
    ['a feed with an invalid URL', ['--source', 'sse:nonsense'], /^Expected --source to be .*sse: with an http or https URL/],
    ['a feed that is not HTTP', ['--source', 'sse:ftp://a.example/'], /^Expected --source to be .*sse: with an http or https URL/],
    ['a feed with a password, which fetch refuses', ['--source', 'sse:http://me:secret@a.example/'], /^Expected --source to be .* names no user/],
    ['an empty source', ['--source', ''], /^Expected --source to be a file, .*; got ""\./],
    [
      'a token that can be guessed',
      ['--token', 'secret'],
      /^Expected --token to be 16 to 128 letters, digits and - \. _ ~, or auto to draw one; got "secret"\./,
    ],
    ['a switch with a value', ['--no-weather=1'], /^Expected --no-weather without a value; got "1"\. See npm start -- --help\.$/],
    ['a round trip above ten seconds', ['--rtt', '10001'], /^Expected --rtt to be a number of milliseconds from 0 to 10000; got "10001"\./],
    ['an unknown flag', ['--prot', '1'], /^Expected a flag of this command; got "--prot"\. Did you mean --port\? See npm start -- --help\.$/],
    ['an argument without a flag', ['8080'], /^Expected flags only; got "8080"\. See npm start -- --help\.$/],
    ['a flag whose value is missing', ['--port'], /^Expected --port to be a whole number from 0 to 65535; got nothing\. See npm start -- --help\.$/],
  ];
  test.each(onFlags)('%s.', (_what, args, says) => {
    expect(() => readConfig(args, {}, '/nonexistent/.env')).toThrow(says);
  });

  test('the line names its source: the flag, the environment or .env.', async () => {
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

  test('a .env that is a folder cannot be read, and the line says so.', () => {
    expect(() => readConfig([], {}, temporaryFolder())).toThrow(/ cannot be read: EISDIR/);
  });
});
