import { describe, expect, it, onTestFinished } from 'vitest';
import { startLab } from '../../server/lab/lab.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { labConfig, startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';

expectNoMistakes();

const [token, readToken] = ['a-token-of-some-length', 'another-token-to-read'];
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const reads = ['/stream/polling', '/stream/long-polling', '/stream/sse', '/stream/websocket'] as const;

type Lab = Awaited<ReturnType<typeof startTestLab>>;

/** The status that a reader gets, over any transport. */
async function readStatus(lab: Lab, path: string, headers: Record<string, string> = {}): Promise<number> {
  const connection = (await openRaw(lab)).send(get(path, { ...(path.includes('websocket') && handshake), ...headers }));
  await connection.hears('\r\n\r\n');
  return Number(/^HTTP\/1\.1 (\d+)/.exec(connection.received)?.[1]);
}

const ok = (path: string) => (path.includes('websocket') ? 101 : 200);
const ticketOf = async (lab: Lab, path: string, headers: Record<string, string>): Promise<string> =>
  JSON.parse((await ask(lab, path, { method: 'POST', headers })).body).ticket;

describe('A closed lab, started with --read-token,', () => {
  const closed = () => startTestLab({ readToken, token });

  it('refuses reading and publishing without a token, and says how to send one', async () => {
    const lab = await closed();
    for (const path of reads) {
      expect(await readStatus(lab, path), path).toBe(401);
      for (const wrong of ['', 'x', `${readToken}x`, readToken.slice(1)]) expect(await readStatus(lab, path, bearer(wrong)), path).toBe(401);
    }
    const problem = expectProblem(await ask(lab, '/stream/polling'), 401, 'unauthorized');
    expect(problem.detail).toContain('--read-token');
    expectProblem(await post(lab, '{"event":"a","data":1}'), 401, 'unauthorized');
    expectProblem(await ask(lab, '/push', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x' }), 401, 'unauthorized');
    expect([lab.log.window.head, lab.followers()]).toEqual([0, 0]);
    // The health routes are open, and say nothing else.
    for (const path of ['/', '/healthz', '/readyz', '/lab', '/sdk.js']) expect((await ask(lab, path)).status, path).toBe(200);
  });

  it.each([readToken, token])('accepts the token %s as a header, over every transport', async (secret) => {
    const lab = await closed();
    for (const path of reads) expect(await readStatus(lab, path, bearer(secret)), path).toBe(ok(path));
    const json = { 'Content-Type': 'application/json', ...bearer(secret) };
    expect((await post(lab, '{"event":"a","data":1}', json)).status).toBe(201);
  });

  it('gives a page a cookie for its token: SameSite=Strict, HttpOnly, and different from the token', async () => {
    const lab = await closed();
    expectProblem(await ask(lab, '/session', { method: 'POST' }), 401, 'unauthorized');
    const { status, headers } = await ask(lab, '/session', { method: 'POST', headers: bearer(readToken) });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(status).toBe(204);
    expect(cookie).toMatch(/^transport-lab=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(readToken);
    const Cookie = `theme=dark; ${cookie.split(';')[0]}`;
    for (const path of reads) expect(await readStatus(lab, path, { Cookie }), path).toBe(ok(path));
    for (const path of reads) expect(await readStatus(lab, path, { Cookie: `${Cookie}x` }), path).toBe(401);
  });

  it('gives a ticket for exactly one stream, over any transport', async () => {
    const lab = await closed();
    expectProblem(await ask(lab, '/ticket', { method: 'POST' }), 401, 'unauthorized');
    for (const path of reads) {
      const ticket = await ticketOf(lab, '/ticket', bearer(readToken));
      expect(await readStatus(lab, `${path}?ticket=${ticket}`), path).toBe(ok(path));
      expect(await readStatus(lab, `${path}?ticket=${ticket}`), path).toBe(401);
    }
    // A token is not accepted as a ticket, so that it never is in the URL of a stream.
    expect(await readStatus(lab, `/stream/sse?ticket=${readToken}`)).toBe(401);
    expect(await readStatus(lab, `/stream/sse?token=${readToken}`)).toBe(401);
  });

  it('shows telemetry to readers, gives control for its own token, and refuses everybody else', async () => {
    const lab = await startTestLab({ readToken, token, host: '0.0.0.0', weather: true, rtt: 0 });
    const own = { Host: `127.0.0.1:${lab.port}` };
    const origin = null;
    expect((await ask(lab, '/telemetry', { headers: { ...handshake } })).status).toBe(401);
    const reader = await ticketOf(lab, '/telemetry/ticket', { ...own, ...bearer(readToken) });
    const { welcome } = await Onlooker.at(lab, { origin, query: `?ticket=${reader}` });
    expect(welcome.may).toBe('look');
    expect(JSON.stringify(welcome)).not.toContain(readToken);
    const teacher = await Onlooker.at(lab, { origin, query: `?ticket=${await ticketOf(lab, '/telemetry/ticket', { ...own, ...bearer(token) })}` });
    expect(teacher.welcome).toMatchObject({ may: 'control', invitation: readToken });
    expect(await teacher.tell({ type: 'bots', bots: { sse: 1 } })).toMatchObject({
      type: 'refused',
      message: expect.stringContaining('--read-token'),
    });
  });

  it('draws a token with --read-token auto', async () => {
    const lab = await startTestLab({ readToken: 'auto' });
    expect(lab.readToken).toMatch(/^[\w-]{24}$/);
    expect(await readStatus(lab, '/stream/polling', bearer(lab.readToken))).toBe(200);
  });
});

describe('A lab without --read-token', () => {
  it('is open to everybody who reaches it, as in a class: the token is for control only', async () => {
    const lab = await startTestLab({ host: '0.0.0.0', token });
    for (const path of reads) expect(await readStatus(lab, path), path).toBe(ok(path));
    expect((await post(lab, '{"event":"a","data":1}')).status).toBe(201);
    expect((await ask(lab, '/session', { method: 'POST', headers: bearer(token) })).headers['set-cookie']).toBeUndefined();
  });

  it.each([false, true])('exchanges its token for a ticket that is good for one connection to telemetry, with weather %s', async (weather) => {
    const lab = await startTestLab({ host: '0.0.0.0', token, weather, rtt: 0 });
    const own = { Host: `127.0.0.1:${lab.port}` };
    for (const headers of [{}, bearer('wrong'), { Cookie: `token=${token}` }]) {
      expectProblem(await ask(lab, '/telemetry/ticket', { method: 'POST', headers: { ...own, ...headers } }), 401, 'unauthorized');
    }
    const foreign = { ...own, ...bearer(token), Origin: 'https://evil.example' };
    expectProblem(await ask(lab, '/telemetry/ticket', { method: 'POST', headers: foreign }), 403, 'foreign-origin');
    const ticket = await ticketOf(lab, '/telemetry/ticket', { ...own, ...bearer(token) });
    const query = `?ticket=${ticket}`;
    expect((await Onlooker.at(lab, { origin: null, query })).welcome.may).toBe('control');
    expect((await Onlooker.at(lab, { origin: null, query })).welcome).toMatchObject({
      may: 'look',
      reason: expect.stringContaining("not this lab's"),
    });
  });
});

it('no line of the log and no answer holds a token, a ticket or a cookie', async () => {
  const lines: string[] = [];
  const lab = await startLab(labConfig({ readToken, token }), (line) => lines.push(line));
  onTestFinished(() => lab.close());
  const bodies: string[] = [];
  for (const path of ['/telemetry', '/stream/sse', '/publish', '/nowhere', '/session', '/ticket']) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const url = `${path}?token=${token}&ticket=${readToken}`;
      const headers = { Origin: 'https://evil.example', Cookie: `transport-lab=${readToken}`, 'Proxy-Authorization': token };
      bodies.push((await ask(lab, url, { method, headers })).body);
    }
  }
  expect(lines.length).toBeGreaterThan(0);
  for (const text of [...lines, ...bodies]) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(readToken);
  }
});
