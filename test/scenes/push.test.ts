import { describe, expect, it } from 'vitest';
import { ask, expectProblem, expectService } from '../support/ask.ts';
import { startTestLab } from '../support/start-lab.ts';

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const plain = { 'Content-Type': 'text/plain; charset=utf-8' };

const stored = (lab: Awaited<ReturnType<typeof startTestLab>>) =>
  ask(lab, '/stream/polling?after=earliest').then(({ body }) => JSON.parse(body).notifications);

describe('POST /push', () => {
  it('accepts a form, as curl -d text=… sends it', async () => {
    const lab = await startTestLab();
    const reply = await ask(lab, '/push', { method: 'POST', headers: form, body: 'text=caf%C3%A9+%26+cr%C3%A8me' });
    expect([reply.status, JSON.parse(reply.body)]).toEqual([201, { id: lab.log.window.cursor(1), event: 'push' }]);
    expect(await stored(lab)).toMatchObject([{ event: 'push', data: 'café & crème' }]);
  });

  it('accepts an event besides the text', async () => {
    const lab = await startTestLab();
    await ask(lab, '/push', { method: 'POST', headers: form, body: 'text=hello&event=push.ada' });
    expect(await stored(lab)).toMatchObject([{ event: 'push.ada', data: 'hello' }]);
  });

  it('accepts plain text unchanged, including line ends', async () => {
    const lab = await startTestLab();
    await ask(lab, '/push', { method: 'POST', headers: plain, body: 'two\nlines & <b>' });
    expect(await stored(lab)).toMatchObject([{ event: 'push', data: 'two\nlines & <b>' }]);
  });

  it.each([
    ['a form without text', form, 'hello', 400, 'bad-message'],
    ['two texts', form, 'text=a&text=b', 400, 'bad-message'],
    ['an unknown field', form, 'text=a&colour=red', 400, 'bad-message'],
    ['an event that is none', form, 'text=a&event=', 400, 'bad-message'],
    ['bytes that are not UTF-8', plain, Buffer.from([0xff]), 400, 'bad-message'],
    ['JSON', { 'Content-Type': 'application/json' }, '"a"', 415, 'bad-content-type'],
    ['no content type', {}, 'a', 415, 'bad-content-type'],
    ['too much', plain, 'x'.repeat(70_000), 413, 'too-large'],
    ['a page of another origin', { ...form, Origin: 'https://evil.example' }, 'text=a', 403, 'foreign-origin'],
  ])('refuses %s, and stores nothing', async (_what, headers, body, status, code) => {
    const lab = await startTestLab();
    expectProblem(await ask(lab, '/push', { method: 'POST', headers, body }), status, code);
    expect(lab.log.window.head).toBe(0);
    await expectService(lab);
  });
});
