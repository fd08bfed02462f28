import { expect, onTestFinished, test } from 'vitest';
import { startLab } from '../../server/lab/lab.ts';
import { ask, expectProblem, expectService } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { labConfig, startTestLab } from '../support/start-lab.ts';
import { message, paths } from './guards-support.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };

test.each(['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.0.1', '[::2]', '::1'])(
  'a Host of %j is unknown on every path',
  async (host) => {
    const lab = await startTestLab();
    for (const path of paths) expectProblem(await ask(lab, path, { headers: { Host: host } }), 421, 'unknown-host');
    expectProblem(await ask(lab, '/publish', { method: 'POST', headers: { ...json, Host: host }, body: message }), 421, 'unknown-host');
    for (const path of ['/stream/websocket', '/nowhere']) {
      expectProblem(await ask(lab, path, { headers: { ...handshake, Host: host } }), 421, 'unknown-host');
    }
    expect(lab.log.window.head).toBe(0);
    await expectService(lab);
  },
);

test('an empty Host is unknown, and a missing one is accepted from HTTP/1.0 only', async () => {
  const lab = await startTestLab();
  const question = 'GET /stream/polling HTTP/1.';
  for (const [head, status, code] of [
    [`${question}1\r\nHost:\r\n\r\n`, 421, 'unknown-host'],
    [`${question}1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n`, 421, 'unknown-host'],
    [`${question}1\r\n\r\n`, 400, 'bad-request'],
    [get('/stream/websocket', handshake).replace('Host: localhost\r\n', ''), 400, 'bad-request'],
  ] as const) {
    expectProblem(await (await openRaw(lab)).send(head).response(), status, code);
  }
  expect((await (await openRaw(lab)).send(`${question}0\r\n\r\n`).response()).status).toBe(200);
  await expectService(lab);
});

test.each([
  'localhost',
  'localhost:1',
  'LocalHost:65535',
  'localhost:',
  '127.0.0.1',
  '127.0.0.1:3000',
  '[::1]',
  '[::1]:3000',
  'lab.example',
  'LAB.example:80',
])('a Host of %j is accepted', async (host) => {
  const lab = await startTestLab({ allowHost: ['lab.example'] });
  for (const path of ['/stream/polling', '/healthz']) expect((await ask(lab, path, { headers: { Host: host } })).status).toBe(200);
  const connection = await openRaw(lab);
  connection.send(get('/stream/websocket', { ...handshake, Host: host }));
  expect((await connection.response()).status).toBe(101);
});

test('on a wildcard address every IP address is accepted as Host, and unknown names are not', async () => {
  const lab = await startTestLab({ host: '0.0.0.0' });
  for (const host of ['192.168.0.1:3000', '[fe80::1]:3000', 'localhost']) {
    expect((await ask(lab, '/stream/polling', { headers: { Host: host } })).status).toBe(200);
  }
  expectProblem(await ask(lab, '/stream/polling', { headers: { Host: 'evil.example' } }), 421, 'unknown-host');
});

test.each([
  'http://evil.example',
  'null',
  '',
  'http://127.0.0.1',
  'http://127.0.0.1:1',
  'ftp://127.0.0.1:PORT',
  '127.0.0.1:PORT',
  'http://127.0.0.1:PORT.evil.example',
  'http://127.0.0.1:PORT, http://evil.example',
])('the origin %j may neither publish nor open a WebSocket', async (template) => {
  const lab = await startTestLab({ allowOrigin: ['https://app.example'] });
  const origin = { Host: `127.0.0.1:${lab.port}`, Origin: template.replace('PORT', String(lab.port)) };
  expectProblem(await ask(lab, '/publish', { method: 'POST', headers: { ...json, ...origin }, body: message }), 403, 'foreign-origin');
  expectProblem(await ask(lab, '/publish', { method: 'OPTIONS', headers: origin }), 403, 'foreign-origin');
  expectProblem(await ask(lab, '/stream/websocket', { headers: { ...handshake, ...origin } }), 403, 'foreign-origin');
  const reading = await ask(lab, '/stream/polling', { headers: origin });
  expect(reading.status).toBe(200);
  expect(reading.headers).not.toHaveProperty('access-control-allow-origin');
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

test.each(['http://localhost:3000', 'https://LOCALHOST:3000'])("the lab's own origin, %s, may publish and open a WebSocket", async (origin) => {
  const lab = await startTestLab();
  const headers = { Host: 'localhost:3000', Origin: origin };
  const published = await ask(lab, '/publish', { method: 'POST', headers: { ...json, ...headers }, body: message });
  expect(published.status).toBe(201);
  expect(published.headers).not.toHaveProperty('access-control-allow-origin');
  const connection = await openRaw(lab);
  connection.send(get('/stream/websocket', { ...handshake, ...headers }));
  expect((await connection.response()).status).toBe(101);
});

test.each([
  ['app.example', 'https://app.example'],
  ['app.example:443', 'https://app.example'],
  ['app.example:80', 'http://app.example'],
  ['app.example:80', 'https://app.example'],
  ['APP.example:443', 'https://app.EXAMPLE'],
  ['app.example', 'https://app.example:443'],
  ['[::1]:443', 'https://[::1]'],
])('behind a proxy that forwards the Host %s, a page of %s has the own origin', async (host, origin) => {
  const lab = await startTestLab({ allowHost: ['app.example'] });
  const headers = { Host: host, Origin: origin };
  expect((await ask(lab, '/publish', { method: 'POST', headers: { ...json, ...headers }, body: message })).status).toBe(201);
  const connection = (await openRaw(lab)).send(get('/stream/websocket', { ...handshake, ...headers }));
  expect((await connection.response()).status).toBe(101);
});

test.each([
  ['app.example:4000', 'https://app.example'],
  ['app.example:443', 'https://app.example:4000'],
  ['app.example', 'app://app.example'],
  ['app.example:443', 'https://app.example.evil.example'],
])('with the Host %s, a page of %s is foreign', async (host, origin) => {
  const lab = await startTestLab({ allowHost: ['app.example'] });
  expectProblem(await ask(lab, '/stream/websocket', { headers: { ...handshake, Host: host, Origin: origin } }), 403, 'foreign-origin');
});

test.each([
  ['https://app.example:443', 'https://app.example'],
  ['HTTPS://App.example/', 'https://app.example'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://[::1]:80', 'http://[::1]'],
  ['capacitor://localhost', 'capacitor://localhost'],
  ['tauri://localhost', 'tauri://localhost'],
  ['app://', 'app://'],
  ['null', 'null'],
])('--allow-origin %s accepts a page of %s', async (allowed, origin) => {
  const lab = await startTestLab({ allowOrigin: [allowed] });
  const reply = await ask(lab, '/publish', { method: 'POST', headers: { ...json, Origin: origin }, body: message });
  expect(reply).toMatchObject({ status: 201, headers: { 'access-control-allow-origin': origin } });
});

test('--allow-origin null is refused if others reach the lab, and reported as open to every file on loopback', async () => {
  await expect(startLab(labConfig({ host: '0.0.0.0', allowOrigin: ['null'] }))).rejects.toThrow(
    /^--allow-origin null: expected a lab on loopback; got --host 0\.0\.0\.0\. /,
  );
  const lines: string[] = [];
  const lab = await startLab(labConfig({ allowOrigin: ['null'] }), (line) => lines.push(line));
  await lab.close();
  expect(lines).toEqual([expect.stringMatching(/^Warning: --allow-origin null: /)]);
});

test('each refused Host and Origin is reported once, with the whole flag to copy, and at most a hundred in all', async () => {
  const lines: string[] = [];
  const lab = await startLab(labConfig(), (line) => lines.push(line));
  onTestFinished(() => lab.close());
  const refused = async (headers: Record<string, string>) => {
    expect((await ask(lab, '/publish', { method: 'POST', headers: { ...json, ...headers }, body: message })).status).toBeGreaterThan(400);
  };
  for (let round = 0; round < 2; round += 1) {
    await refused({ Host: 'lab.test:4439' });
    await refused({ Origin: 'capacitor://localhost' });
    await ask(lab, '/stream/websocket', { headers: { ...handshake, Origin: 'https://app.example' } });
  }
  await refused({ Origin: '$(reboot) \x9b2J' });
  expect(lines).toEqual([
    'refused: Expected a Host that this server goes by; got "lab.test:4439". Start it with `--allow-host lab.test` if the name is yours.',
    expect.stringMatching(/got one of the origin "capacitor:\/\/localhost"\. Start it with `--allow-origin capacitor:\/\/localhost` /),
    expect.stringMatching(
      / Start it with `--allow-origin https:\/\/app\.example` if the page is yours, or have the proxy in front pass its Host on\.$/,
    ),
    expect.not.stringMatching(/--allow-origin|\p{Cc}/u),
  ]);
  for (let count = 0; count < 120; count += 1) await refused({ Host: `host-${count}.example` });
  expect(lines).toHaveLength(100);
});
