import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { LabTokens } from '../../server/lab/access/tokens.ts';
import { accessOf, TelemetryTickets } from '../../server/lab/apparatus/telemetry/access.ts';
import { forwardedBy } from '../../server/lab/forwarded.ts';
import { startLab } from '../../server/lab/lab.ts';
import { originGuard } from '../../server/stream/guard/origin.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { closed } from '../support/closed.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { labConfig, startTestLab } from '../support/start-lab.ts';
import { dial, type LookOptions, Onlooker } from './telemetry-support.ts';
import { within } from './weather-support.ts';

expectNoMistakes();

const token = 'a-token-of-some-length';

/** A client without an origin and without the token. */
const looker = { origin: null };

/** The status of the answer that refuses a telemetry session. */
async function refusedWith(lab: Parameters<typeof dial>[0], options: LookOptions): Promise<number> {
  const [, response] = (await within('a refusal', once(dial(lab, options), 'unexpected-response'))) as [unknown, IncomingMessage];
  return response.statusCode ?? 0;
}

describe.each([false, true])('Who may look, with weather in front: %s;', (weather) => {
  it('a page of another origin is refused before the upgrade, and so is a foreign name', async () => {
    const lab = await startTestLab({ weather });
    const { port } = new URL(lab.url);
    for (const origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${Number(port) + 1}`,
      `http://localhost:${port}`,
      `http://127.0.0.1.evil.example:${port}`,
    ]) {
      expect(await refusedWith(lab, { origin }), origin).toBe(403);
    }
    expect(await refusedWith(lab, { host: `evil.example:${port}`, origin: `http://evil.example:${port}` })).toBe(421);
    expect((await Onlooker.at(lab)).welcome.may).toBe('control');
  });

  it('an allowed origin may look and control; a client without Origin may only look', async () => {
    const lab = await startTestLab({ weather, allowOrigin: ['https://app.example'] });
    expect((await Onlooker.at(lab, { origin: 'https://app.example' })).welcome.may).toBe('control');
    const nameless = await Onlooker.at(lab, { origin: null });
    expect(nameless.welcome).toMatchObject({ may: 'look', reason: expect.stringContaining('--token auto') });
    for (const command of [
      { type: 'lift' },
      { type: 'schedule', schedule: { rate: 1, burst: 1, payload: 16, seed: 1 } },
      { type: 'bots', bots: { sse: 1 } },
    ]) {
      expect(await nameless.tell(command)).toMatchObject({ type: 'refused', code: 'not-allowed' });
    }
    expect(await nameless.tell({ type: 'watch', tab: 'mine' })).toMatchObject({ type: 'done' });
  });

  it('every client with the token may control, and none with a wrong one', async () => {
    const lab = await startTestLab({ weather, token });
    expect((await Onlooker.at(lab, { origin: null, query: `?token=${token}` })).welcome.may).toBe('control');
    for (const wrong of ['', 'a', `${token}x`, token.slice(1), token.toUpperCase()]) {
      const { welcome } = await Onlooker.at(lab, { query: `?token=${wrong}` });
      expect(welcome, wrong).toMatchObject({ may: 'look', reason: expect.stringContaining("not this lab's") });
      expect(JSON.stringify(welcome)).not.toContain(token);
    }
  });

  it('a request to /telemetry that is not a WebSocket handshake is refused with that reason', async () => {
    const lab = await startTestLab({ weather });
    expectProblem(await ask(lab, '/telemetry'), 426, 'upgrade-required');
    expectProblem(await ask(lab, '/telemetry/more'), 404, 'not-found');
    expectProblem(await ask(lab, '/telemetry', { headers: { Host: 'evil.example' } }), 421, 'unknown-host');
  });

  it('the 65th client that only looks is refused with a reason, a page inside the connection, and accepted once another has disconnected', async () => {
    const lab = await startTestLab({ weather, token });
    const pages = await Promise.all(Array.from({ length: 64 }, () => Onlooker.at(lab, looker)));
    expect(await refusedWith(lab, looker)).toBe(503);
    const late = await Onlooker.at(lab, { query: '?token=wrong' });
    expect(late.messages[0]).toEqual({ type: 'refused', code: 'too-many', message: expect.stringContaining('at most 64 pages') });
    const [code] = await within('the end', closed(late.ws));
    expect(code).toBe(1013);
    const gone = closed(pages[0]?.ws as Onlooker['ws']);
    pages[0]?.ws.terminate();
    await gone;
    await expect.poll(() => Onlooker.at(lab, { query: '?token=wrong' }).then(({ messages }) => messages[0]?.type)).toBe('welcome');
  });

  it('a client with the token is accepted above the limit: the client that has looked longest is closed with a reason', async () => {
    const lab = await startTestLab({ weather, token });
    const pages = await Promise.all(Array.from({ length: 64 }, () => Onlooker.at(lab, looker)));
    const [code] = await within(
      'a client to make room',
      Promise.all([
        Promise.race(pages.map(({ ws }) => closed(ws))),
        Onlooker.at(lab, { origin: null, query: `?token=${token}` }).then(({ welcome }) => expect(welcome.may).toBe('control')),
      ]).then(([closed]) => closed),
    );
    expect(code).toBe(1013);
    const told = pages.filter(({ messages }) => messages.some((message) => message.type === 'refused'));
    expect(told).toHaveLength(1);
    expect(told[0]?.all('refused')[0]?.message).toContain('made room');
  });

  it('64 clients with control are not displaced by another one', async () => {
    const lab = await startTestLab({ weather });
    await Promise.all(Array.from({ length: 64 }, () => Onlooker.at(lab)));
    const late = await Onlooker.at(lab);
    expect(late.messages[0]).toMatchObject({ type: 'refused', code: 'too-many' });
  });
});

describe('Control depends on the address that the lab listens on and the Host of the request, never on the address of the peer:', () => {
  const rules = { origin: originGuard([]), forwarded: forwardedBy(false), tickets: new TelemetryTickets() };
  const request = (host: string, query = '') => ({ url: `/telemetry${query}`, headers: { host, origin: `http://${host}` } }) as IncomingMessage;

  it.each([
    ['localhost', 'localhost:3000', 'control'],
    ['127.0.0.1', '127.0.0.1:3000', 'control'],
    ['::1', '[::1]:3000', 'control'],
    ['localhost', 'lab.example:3000', 'look'],
    ['0.0.0.0', 'localhost:3000', 'look'],
    ['192.0.2.7', '192.0.2.7:3000', 'look'],
    ['127.evil.example', '127.evil.example:3000', 'look'],
  ] as const)('listening on %s, requested as %s: %s', (host, name, may) => {
    expect(accessOf(request(name), { ...rules, host, tokens: new LabTokens('', '') }).may).toBe(may);
    expect(accessOf(request(name, `?token=${token}`), { ...rules, host, tokens: new LabTokens(token, '') }).may).toBe('control');
  });

  it('weather on an address that others reach needs a token, and without weather clients may only look', async () => {
    await expect(startLab(labConfig({ host: '0.0.0.0', weather: true }))).rejects.toThrow(/--host 0\.0\.0\.0: .* --token auto, .* --no-weather, /);
    const lab = await startTestLab({ host: '0.0.0.0' });
    const { welcome } = await Onlooker.at(lab, { host: `127.0.0.1:${lab.port}`, origin: `http://127.0.0.1:${lab.port}` });
    expect(welcome).toMatchObject({ may: 'look', reason: expect.stringContaining('listens on 0.0.0.0') });
  });

  it('a drawn token is long, and different each time', async () => {
    const [one, other] = [await startTestLab({ token: 'auto' }), await startTestLab({ token: 'auto' })];
    expect(one.token).toMatch(/^[\w-]{24}$/);
    expect(one.token).not.toBe(other.token);
    expect((await Onlooker.at(one, { query: `?token=${other.token}` })).welcome.may).toBe('look');
    expect((await Onlooker.at(one, { origin: null, query: `?token=${one.token}` })).welcome.may).toBe('control');
  });
});

it.each([true, false])('the page may connect to the lab itself and to nothing else, with weather in front: %s', async (weather) => {
  const lab = await startTestLab({ weather });
  expect((await ask(lab, '/')).headers['content-security-policy']).toContain("connect-src 'self';");
  expect(JSON.parse((await ask(lab, '/lab')).body)).toEqual({ weather, urls: [] });
});
