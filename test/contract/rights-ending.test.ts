import { describe, expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openRaw } from '../support/raw-http.ts';
import { closeOf } from '../support/raw-websocket.ts';
import { startStreams } from '../support/start-streams.ts';
import { answers } from './rights-answers.ts';
import { bearer, history, read, sees } from './rights-support.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };

describe.each(answers)('Where authorize answers %s,', (_how, authorize) => {
  test('when rights expire in mid-stream, every stream ends and says so, and no client gets in with them again', async () => {
    const until = { after: Number.POSITIVE_INFINITY };
    const at = await startStreams({
      async authorize(request, wants) {
        const rights = await authorize(request, wants);
        return { ...rights, until: Date.now() + until.after };
      },
    });
    until.after = 150;
    const [poll, sse, plain, socket] = [
      await read(at, 'long-polling', 'after=now&hold=55', bearer('ann')),
      await read(at, 'sse', '', bearer('ann')),
      (await openRaw(at)).send('GET /stream/sse HTTP/1.0\r\nAuthorization: Bearer ann\r\n\r\n'),
      await read(at, 'websocket', '', bearer('ann')),
    ];
    expect((await poll.response()).status).toBe(200);
    await Promise.all([sse, plain, socket].map((stream) => stream.isEnded()));
    expect(sse.received).toMatch(/event: end\ndata: \{"code":"unauthorized","message":"Expected .+"\}\n\n\r\n0\r\n\r\n$/);
    expect(plain.received).toMatch(/event: end\ndata: \{"code":"unauthorized".+\}\n\n$/);
    expect(closeOf(socket)).toEqual({ code: 4401, reason: 'unauthorized: Come back with new ones.' });
    until.after = -1;
    for (const transport of transportNames) expectProblem(await (await read(at, transport, '', bearer('ann'))).response(), 401, 'unauthorized');
    expectProblem(await post(at, '{"event":"a","data":1}', { ...json, ...bearer('ann') }), 401, 'unauthorized');
    expect(at.followers()).toBe(0);
  });

  test('revoking ends the streams and deletes the tickets of one user, and of no other', async () => {
    const at = await startStreams({ authorize });
    const open = (user: string) =>
      Promise.all([
        read(at, 'long-polling', `after=${at.log.window.cursor(0)}&hold=55`, bearer(user)),
        read(at, 'sse', 'after=now', bearer(user)),
        read(at, 'websocket', 'after=now', bearer(user)),
      ]);
    const [anns, roots] = [await open('ann'), await open('root')];
    await Promise.all([...anns.slice(1), ...roots.slice(1)].map((stream) => stream.hears('hello')));
    await eventually('six readers', () => at.followers() === 6);
    const [ticket, kept] = ['ann', 'root'].map((who) => at.streams.ticket({ who, read: true, publish: true }));
    expect(at.streams.revoke('ann')).toBe(3);
    expect([at.streams.revoke('ann'), at.streams.revoke('nobody')]).toEqual([0, 0]);
    const [poll, sse, socket] = anns;
    expect((await poll.response()).status).toBe(204);
    await Promise.all([sse.isEnded(), socket.isEnded()]);
    expect(sse.received).toMatch(/event: end\ndata: .+\n\n\r\n0\r\n\r\n$/);
    expect(closeOf(socket).code).toBe(4401);
    expect((await ask(at, `/stream/polling?ticket=${ticket}`)).status).toBe(401);
    expect((await ask(at, `/stream/polling?ticket=${kept}`)).status).toBe(200);
    await at.log.append(history);
    for (const stream of roots) await sees(stream, 'b', 'end');
    expect((await ask(at, '/stream/polling', { headers: bearer('ann') })).status).toBe(200);
  });

  test('a browser learns why its WebSocket was refused by a close code', async () => {
    const at = await startStreams({ authorize });
    const browser = { 'User-Agent': 'Mozilla/5.0' };
    const unknown = await read(at, 'websocket', '', browser);
    await unknown.isEnded();
    expect(closeOf(unknown)).toEqual({ code: 4401, reason: 'unauthorized: Log in.' });
    const forbidden = await read(at, 'websocket', 'event=c', { ...browser, ...bearer('ann') });
    await forbidden.isEnded();
    expect(closeOf(forbidden)).toEqual({ code: 4403, reason: 'forbidden: Leave it out, or ask with other rights.' });
  });
});
