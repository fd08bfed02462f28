import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { type Asked, ask, expectProblem } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { labConfig } from '../support/start-lab.ts';

expectNoMistakes();

let lab: Lab;
let token = '';
beforeAll(async () => {
  lab = await startLab(labConfig({ weather: true, rtt: 0, token: '' }));
  ({ token } = JSON.parse((await members('join', { method: 'POST' })).body));
  return () => lab.close();
});

const members = (path: string, asked: Asked = {}) => ask(lab, `/naive/members/${path}`, asked);

const poll = (query: string, headers: Asked['headers'] = {}) => members(`stream/polling${query}`, { headers });

/** The first message, or the status of the refusal. */
async function knock(query: string, protocols: readonly string[] = []): Promise<string | number> {
  const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/naive/members/stream/websocket${query}`, [...protocols]);
  // The socket may be closed before it is open.
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.once('message', (message) => resolve(String(message)));
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  });
}

const bearer = () => ({ Authorization: `Bearer ${token}` });

const ticketFor = async (headers: Asked['headers']) => members('ticket', { method: 'POST', headers });

describe('/naive/members', () => {
  it('accepts the token in a header, in the URL, as a subprotocol or by the cookie that it has set, and nothing else', async () => {
    expect((await poll('', bearer())).status).toBe(200);
    expect((await poll(`?token=${token}`)).status).toBe(200);
    expect(await knock('', [token])).toBe('{"type":"hello"}');
    const { headers } = await members('session', { method: 'POST', headers: bearer() });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=600$/);
    expect((await poll('', { Cookie: `other=1; ${cookie.split(';')[0]}` })).status).toBe(200);
    for (const [query, shown] of [
      ['', {}],
      ['?token=wrong', {}],
      ['?token=', {}],
      ['', { Authorization: `Basic ${token}` }],
      ['', { Cookie: 'lesson-member=wrong' }],
    ] as const) {
      expectProblem(await poll(query, shown), 401, 'unauthorized');
    }
    expect(await knock('', ['wrong'])).toBe(401);
    const gone = await members('session', { method: 'POST' });
    expect(gone.headers['set-cookie']?.[0]).toMatch(/; Max-Age=0$/);
  });

  it('issues a ticket for the token in a header, and accepts it once', async () => {
    expectProblem(await ticketFor({}), 401, 'unauthorized');
    const { ticket } = JSON.parse((await ticketFor(bearer())).body);
    expect(await knock(`?ticket=${ticket}`)).toBe('{"type":"hello"}');
    expect(await knock(`?ticket=${ticket}`)).toBe(401);
    expectProblem(await poll(`?ticket=${ticket}`), 401, 'unauthorized');
  });

  it('logs whole URLs, also of refused requests, and shows each visitor only their own', async () => {
    await poll(`?who=ada&token=${token}`);
    await poll('?who=bob&token=wrong');
    await poll(`?who=ada&${'x'.repeat(1_000)}`, bearer());
    const lines = async (query: string): Promise<string[]> => JSON.parse((await members(`log${query}`)).body).lines;
    const [first, second] = await lines('?who=ada');
    expect(first).toBe(`GET /naive/members/stream/polling?who=ada&token=${token}`);
    expect(second?.length).toBe(300);
    expect(await lines('?who=bob')).toEqual(['GET /naive/members/stream/polling?who=bob&token=wrong']);
    // A name that begins with another one is another one.
    await poll('?who=bobby&token=wrong');
    expect((await lines('?who=bob')).length).toBe(1);
    expect(await lines('?who=')).toEqual([]);
    expect(await lines('')).toEqual([]);
  });

  it('keeps the last five hundred lines of its log', async () => {
    for (let index = 0; index < 510; index += 1) await poll('?who=many');
    expect(JSON.parse((await members('log?who=many')).body).lines.length).toBe(500);
  });
});
