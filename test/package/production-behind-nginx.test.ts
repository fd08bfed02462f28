import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { freePort } from '../../bench/processes/free-port.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { openTab } from '../page/open-tab.ts';
import { ask } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { providePrograms } from '../support/programs.ts';
import { certificate, startNginxWith } from '../support/proxies.ts';
import { get, handshake, openRawSecure, rawRequest } from '../support/raw-http.ts';
import { closeOf, command } from '../support/raw-websocket.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { codeOf, commandOf, document, everything, shell, startApp, whole } from './production-support.ts';

const run = promisify(execFile);

const hasPrograms = await providePrograms('nginx', 'openssl');

interface App {
  readonly port: number;
}

/** The configuration of the document, for another port. */
const confOf = (app: App, port: number): string =>
  codeOf('live.conf').replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`).replace('http://127.0.0.1:3000', `http://127.0.0.1:${app.port}`);

/** nginx with that, and a self-signed certificate. */
async function startProxy(app: App) {
  const folder = temporaryFolder();
  const port = await freePort();
  const both = certificate(folder);
  return startNginxWith(confOf(app, port).replace(/(ssl_certificate\w*) .*;/g, `$1 ${both};`), port, folder);
}

/** nginx as the document starts it on the reader's own machine. @returns the folder */
async function startOwnProxy(app: App, port: number): Promise<string> {
  const folder = temporaryFolder();
  await run('sh', ['-c', codeOf('certificate')], { cwd: folder });
  writeFileSync(join(folder, 'live.conf'), confOf(app, port).replaceAll('/etc/ssl/', ''));
  writeFileSync(join(folder, 'nginx.conf'), codeOf('nginx.conf'));
  const program = new ForeignProgram('sh', ['-c', `exec ${codeOf('start-nginx')}`], { cwd: folder });
  await program.listens(port);
  return folder;
}

describe.skipIf(!hasPrograms)(`${document}, behind nginx with TLS:`, () => {
  const as = (user: string) => ({ Authorization: `Bearer token-of-${user}` });
  const publish = (user: string, event: string, data: string) =>
    rawRequest('POST', '/live/publish', { ...as(user), 'Content-Type': 'application/json' }, JSON.stringify({ event, data }));

  test('the commands publish and read over TLS', async () => {
    const app = await startApp(whole(), ...everything);
    const proxy = `https://127.0.0.1:${(await startProxy(app)).port}`;
    expect(await shell('over-tls', '', proxy)).toMatch(/^\{"id":"\w+-1"\}$/);
    expect(await shell('poll-over-tls', '', proxy)).toContain('"data":"over TLS"');
    // Without the limit of three seconds, which is short on a busy machine.
    const over = (name: string) => new ForeignProgram('sh', ['-c', `exec ${commandOf(name, '', proxy).replace('-m 3 ', '')}`]);
    await over('sse-over-tls').says('"data":"over TLS"');
    await over('websocket-over-tls').says('HTTP/1.1 101');
  });

  test('nginx also runs in a folder of one’s own, with a certificate that clients are told', async () => {
    const [app, port] = [await startApp(whole(), ...everything), await freePort()];
    const folder = await startOwnProxy(app, port);
    const told = commandOf('poll-over-tls', '', `https://localhost:${port}`).replace('curl -sk', 'curl -s --cacert app.example.pem');
    expect((await run('sh', ['-c', told], { cwd: folder })).stdout).toContain('"notifications":[]');
  });

  test.each(transportNames)('over %s only permitted users can read a room, with a header or a ticket', async (transport) => {
    const at = await startProxy(await startApp(whole(), ...everything));
    const open = async (query: string, headers: Readonly<Record<string, string>> = {}) =>
      (await openRawSecure(at)).send(get(`/live/stream/${transport}${query}`, transport === 'websocket' ? { ...handshake, ...headers } : headers));
    expect((await (await open('')).response()).status).toBe(401);
    expect((await (await open('?event=room:2', as('bob'))).response()).status).toBe(403);

    const stranger = (await openRawSecure(at)).send(rawRequest('POST', '/live/ticket', { 'Content-Length': '0' }));
    const refused = await stranger.response();
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([401, { code: 'unauthorized' }]);
    const asking = await openRawSecure(at);
    asking.send(rawRequest('POST', '/live/ticket', { ...as('bob'), 'Content-Length': '0' }));
    const { body: ticket } = await asking.response();
    asking
      .send(publish('ada', 'room:1', 'for both'))
      .send(publish('ada', 'room:2', 'refused'))
      .send(publish('bob', 'room:1', 'refused'));
    await asking.response(4);
    expect(asking.responses.map(({ status }) => status)).toEqual([200, 201, 403, 403]);
    const [ada, bob] = [await open('?after=earliest', as('ada')), await open(`?after=earliest&ticket=${ticket}`)];
    for (const reader of [ada, bob]) await reader.hears('for both');
    expect((await (await open(`?ticket=${ticket}`)).response()).status).toBe(401);
  });

  test('a WebSocket can publish where its user may, and a page of another origin cannot', async () => {
    const at = await startProxy(await startApp(whole(), ...everything));
    const open = async (headers: Readonly<Record<string, string>>) =>
      (await openRawSecure(at)).send(get('/live/stream/websocket', { ...handshake, Host: `app.example:${at.port}`, ...headers }));
    const ada = await open({ ...as('ada'), Origin: `https://app.example:${at.port}` });
    await ada.hears('"type":"hello"');
    ada
      .send(command({ type: 'publish', event: 'room:1', data: 'spoken', ref: 1 }))
      .send(command({ type: 'publish', event: 'room:2', data: 'no', ref: 2 }));
    await ada.hears('"type":"ack","ref":1');
    await ada.hears('"type":"error","ref":2,"code":"forbidden"');
    expect((await (await open({ ...as('ada'), Origin: 'https://evil.example' })).response()).status).toBe(403);
  });

  test.skipIf(!inject('chromium')).each(transportNames)(
    'the page reads over %s, publishes as a permitted user, and shows why another user is refused',
    async (transport) => {
      const app = await startApp(whole(), ...everything);
      const at = await startProxy(app);
      const browser = await shareChromium();
      const { page } = await openTab(browser, { ignoreHTTPSErrors: true });
      const open = (user: string) => page.goto(`https://127.0.0.1:${at.port}/live/?${user}#token=token-of-${user}&transport=${transport}`);
      const send = async (text: string) => {
        await page.locator('input').fill(text);
        await page.getByRole('button').click();
      };
      const polled = transport === 'polling' ? page.waitForResponse(/stream\/polling/) : undefined;
      await open('ada');
      // A reader does not get what is published before it has connected.
      if (polled) await polled;
      else await eventually('an open stream', async () => (await ask(app, '/metrics')).body.includes(`streams_open{transport="${transport}"} 1`));
      await send('hello');
      await page.getByText('room:1: hello').waitFor();
      await open('bob');
      await send('hello again');
      await page.getByText('Ask with rights to publish.').waitFor();
    },
  );

  test('4. Monitoring: the metrics count everything that happened, and nginx does not serve them', async () => {
    const app = await startApp(whole(), ...everything);
    const at = await startProxy(app);
    const reader = (await openRawSecure(at)).send(get('/live/stream/sse?after=other-1', as('bob')));
    await reader.hears('"reason":"epoch"');
    const asking = (await openRawSecure(at)).send(publish('ada', 'room:1', 'counted')).send(publish('bob', 'room:1', 'refused'));
    asking.send(rawRequest('POST', '/live/ticket', { 'Content-Length': '0' }));
    await asking.response(3);
    await reader.hears('counted');
    const { body } = await ask(app, '/metrics');
    for (const line of [
      'streams_open{transport="sse"} 1',
      'streams_delivered_total{transport="sse"} 1',
      'streams_published_total 1',
      'streams_gaps_total{reason="epoch"} 1',
      'streams_refused_total{code="forbidden"} 1',
      'streams_refused_total{code="unauthorized"} 1',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(body).toContain(line);
    }
    const outside = await (await openRawSecure(at)).send(get('/metrics')).response();
    expect(outside.status).toBeGreaterThanOrEqual(400);
    expect(outside.body).not.toContain('streams_open');
  });

  test('5. Shutdown: on SIGTERM streams end politely, and the process ends', async () => {
    const { program, port } = await startApp(whole(), ...everything);
    const at = await startProxy({ port });
    const sse = (await openRawSecure(at)).send(get('/live/stream/sse', as('bob')));
    await sse.hears('event: hello');
    const websocket = (await openRawSecure(at)).send(get('/live/stream/websocket', { ...handshake, ...as('bob') }));
    await websocket.hears('"type":"hello"');
    const ended = once(program.child, 'exit');
    program.child.kill('SIGTERM');
    await sse.hears('\r\n0\r\n\r\n');
    await websocket.isEnded();
    expect(closeOf(websocket)).toMatchObject({ code: 1001 });
    expect(await ended).toEqual([0, null]);
  });
});
