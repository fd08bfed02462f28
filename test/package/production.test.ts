import { describe, expect, onTestFinished, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { hasRedis, RedisServer } from '../support/redis-server.ts';
import { codeOf, commandOf, document, everything, files, shell, snippets, startApp, whole } from './production-support.ts';

/** The snippet that turns an app of one process into one of several. */
const sharing = snippets.find(({ code }) => code.includes('redisLog('));

describe(document, () => {
  test('contains only code that is run here, and each line of its steps is in the complete server.js', () => {
    const named = snippets.map(({ name }) => name).filter((name) => name !== '');
    expect([...new Set(named)].sort()).toEqual(
      [
        ...[
          'authorize.js',
          'certificate',
          'event-stream-reader.js',
          'index.html',
          'install',
          'install-event-source',
          'install-redis',
          'live.conf',
          'nginx.conf',
          'observe.js',
          'publish',
          'read',
          'read-event-stream-with-node',
          'read-with-node',
          'reader.js',
          'server.js',
          'start-nginx',
        ],
        ...['over-tls', 'poll-over-tls', 'sse-over-tls', 'websocket-over-tls'],
      ].sort(),
    );
    const app = codeOf('server.js');
    const lines = snippets.filter(({ name }) => name === '').flatMap(({ code }) => code.trim().split('\n'));
    // Lines that a later step replaces, and a call that an app makes when something happens.
    const passing = [
      ...(sharing?.code.trim().split('\n') ?? []),
      '    await log.close();',
      "const streams = attach(app, server, { log: memoryLog(), base: '/live/', authorize });",
      "await streams.append([{ event: 'room:1', data: 'hello' }]);",
    ];
    expect(lines.filter((line) => !app.includes(line) && !passing.includes(line))).toEqual([]);
  });

  test('installs what its files import', () => {
    const imported = files.flatMap(({ code }) => [...code.matchAll(/from '([\w-]+)'/g)].map(([, name]) => name));
    const installed = ['install', 'install-event-source'].flatMap((name) => codeOf(name).trim().split(' ').slice(2));
    expect(new Set(imported)).toEqual(new Set(installed));
  });

  test('1. Attach: the first file is a complete app, with which the commands read and publish', async () => {
    const [first] = files.filter(({ name }) => name === 'server.js');
    const line = snippets.find(({ code }) => code.startsWith('await streams.append'))?.code ?? '';
    const { port } = await startApp({ 'server.js': `${first?.code}\n${line}` }, 'express');
    const app = `http://127.0.0.1:${port}`;
    // Without the limit of three seconds, which is short on a busy machine.
    const reading = new ForeignProgram('sh', ['-c', `exec ${commandOf('read', app).replace('-m 3 ', '')}`]);
    await reading.says('event: hello');
    expect(await shell('publish', app)).toMatch(/^\{"id":"\w+-2"\}$/);
    await reading.says('"data":"hello"');
    expect((await ask({ port }, '/live/stream/polling?after=earliest')).body.match(/"data":"hello"/g)).toHaveLength(2);
    expect((await ask({ port }, '/hello')).body).toBe('Hello.');
    expect((await ask({ port }, '/live/stream/websocket')).status).toBe(426);
  });

  test('2. Authorize: with the line of the step the app checks its users', async () => {
    const [first] = files.filter(({ name }) => name === 'server.js');
    const lines = snippets.find(({ code }) => code.includes('authorize });'))?.code.trim() ?? '';
    const app = first?.code.replace(/^const streams = .*$/m, lines) ?? '';
    const { port } = await startApp({ 'server.js': app, 'authorize.js': codeOf('authorize.js') }, 'express');
    expect((await ask({ port }, '/live/stream/polling')).status).toBe(401);
    expect((await ask({ port }, '/live/stream/polling', { headers: { Authorization: 'Bearer token-of-bob' } })).status).toBe(200);
  });

  test.each([
    ['read-with-node', 'long-polling'],
    ['read-event-stream-with-node', 'sse'],
  ])('2. Authorize: the reader of %s gets what its user may read, and reports a refusal', async (command, transport) => {
    const { port, folder } = await startApp(whole(), ...everything, 'eventsource');
    const read = (token: string) => {
      const line = commandOf(command, `http://127.0.0.1:${port}`).replace('token-of-bob', token);
      return new ForeignProgram('sh', ['-c', line.replace('node ', `exec ${process.execPath} `)], { cwd: folder });
    };
    const bob = read('token-of-bob');
    await eventually('its stream', async () => (await ask({ port }, '/metrics')).body.includes(`streams_open{transport="${transport}"} 1`));
    const headers = { Authorization: 'Bearer token-of-ada', 'Content-Type': 'application/json' };
    await ask({ port }, '/live/publish', { method: 'POST', headers, body: '{"event":"room:1","data":"shown"}' });
    await bob.says('room:1: shown');
    await read('token-of-nobody').says('Log in.');
  });
});

describe.skipIf(!hasRedis)(`${document}, with its log in Redis:`, () => {
  test('6. Several processes: with the lines of the step two apps share one log', async () => {
    const redis = await RedisServer.start();
    onTestFinished(() => redis.end());
    const lines = sharing?.code.replace('process.env.REDIS_URL', JSON.stringify(redis.url)) ?? '';
    const app = codeOf('server.js')
      .replace(/^const streams = .*$/m, lines)
      .replace(/^ *await streams\.close.*$/m, snippets.find(({ code }) => code.includes('log.close()'))?.code ?? '');
    const packages = [...everything, ...codeOf('install-redis').trim().split(' ').slice(2)];
    const [one, other] = [
      await startApp({ ...whole(), 'server.js': app }, ...packages),
      await startApp({ ...whole(), 'server.js': app }, ...packages),
    ];
    const headers = { Authorization: 'Bearer token-of-ada', 'Content-Type': 'application/json' };
    const published = await ask(one, '/live/publish', { method: 'POST', headers, body: '{"event":"room:1","data":"shared"}' });
    const { id } = JSON.parse(published.body) as { id: string };
    expect((await ask(other, `/live/stream/polling?after=${id}`, { headers })).status).toBe(204);
    expect((await ask(other, '/live/stream/polling?after=earliest', { headers })).body).toContain('"data":"shared"');
    expect((await ask(one, '/readyz')).status).toBe(200);
    await redis.signal('SIGKILL');
    await eventually('readyz to be 503', async () => (await ask(one, '/readyz')).status === 503);
  });
});
