import { describe, expect, it, onTestFinished } from 'vitest';
import { startHub } from './faulty-servers.ts';
import { foundIn } from './look.ts';

const fine = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

describe('Polls', () => {
  it('of a server that answers a publish before all who ask can read it: nothing is found', async () => {
    const past: string[] = [];
    const { url } = await startHub(
      (request, response) => {
        const after = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('after') ?? past.length);
        response.writeHead(200, fine).end(JSON.stringify({ cursor: String(past.length), notifications: past.slice(after) }));
      },
      (text) => void setTimeout(() => past.push(text), 60),
    );
    expect(await foundIn({ endpoint: `polling:${url}/`, publish: `${url}/publish`, dialect: 'lab' })).toEqual([]);
  });

  it('that others end all the time: it is not said that they are not held', async () => {
    const past: string[] = [];
    const held = new Set<() => void>();
    const append = (text: string) => {
      past.push(text);
      for (const answer of [...held]) answer();
    };
    const { url } = await startHub((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('after') ?? past.length);
      const answer = () => {
        held.delete(answer);
        response.writeHead(200, fine).end(JSON.stringify({ cursor: String(past.length), notifications: past.slice(after) }));
      };
      if (past.length > after) answer();
      else held.add(answer);
    }, append);
    const others = setInterval(() => append(`news ${past.length}`), 5);
    onTestFinished(() => clearInterval(others));
    const judged = { endpoint: `long-polling:${url}/`, publish: `${url}/publish`, dialect: 'lab' };
    expect(await foundIn(judged, { pause: 1_000 })).not.toContain('not-held');
  });

  it.each([
    ['ends each hold with nothing', true, '; \\d+ messages came without one'],
    ['goes on holding', false, '; no message came'],
  ])('of a server that %s: thirty marks at most are published, and it is said that none came back', async (_, isAnswering, came) => {
    let published = 0;
    const { url } = await startHub(
      (_request, response) => {
        if (isAnswering) setTimeout(() => response.writeHead(200, fine).end('{"cursor":"1","notifications":[]}'), 70);
      },
      () => {
        published += 1;
      },
    );
    const judged = { endpoint: `long-polling:${url}/`, publish: `${url}/publish`, dialect: 'lab' };
    await expect(foundIn(judged, isAnswering ? {} : { answer: 1_000 })).rejects.toThrow(new RegExp(`^Expected one of 30 marks .*${came}`));
    expect(published).toBe(30);
  });
});
