import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask } from '../support/ask.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { projectWith } from '../support/package-project.ts';
import { openInNode } from '../support/platform.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { closeOf } from '../support/raw-websocket.ts';

const folder = join(import.meta.dirname, '../../docs/recipes');

/** The packages that each recipe needs beside this one. */
const needs: Readonly<Record<string, readonly string[]>> = {
  'node-http.js': [],
  'fastify.js': ['fastify'],
  'hono.js': ['hono', '@hono/node-server'],
};

async function start(recipe: string) {
  const project = projectWith(...(needs[recipe] ?? []));
  cpSync(join(folder, recipe), join(project, recipe));
  const program = new ForeignProgram(process.execPath, [recipe], { cwd: project, env: { PATH: process.env.PATH, PORT: '0' } });
  await program.says('/live/\n');
  return { program, port: Number(/localhost:(\d+)/.exec(program.said)?.[1]) };
}

describe.each(Object.keys(needs))('The recipe %s', (recipe) => {
  test('has at most thirty lines', () => {
    expect(readFileSync(join(folder, recipe), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  });

  test('offers all four transports and publishing beside its own routes, and shuts down politely', async () => {
    const { program, port } = await start(recipe);
    for (const transport of transportNames) {
      const stream = openInNode(`http://localhost:${port}/live`, { transport });
      await stream.hello();
      await stream.stream.publish('news', transport);
      expect((await stream.reach(1)).map(({ data }) => data)).toEqual([transport]);
      await stream.call('close');
    }
    const [own, missing] = [await ask({ port }, '/hello'), await ask({ port }, '/missing')];
    expect([own.status, own.body, missing.status]).toEqual([200, 'hello', 404]);

    const sse = (await openRaw({ port })).send(get('/live/stream/sse'));
    await sse.hears('event: hello');
    const websocket = (await openRaw({ port })).send(get('/live/stream/websocket', handshake));
    await websocket.hears('"type":"hello"');
    const ended = once(program.child, 'exit');
    program.child.kill('SIGTERM');
    await Promise.all([sse.isEnded(), websocket.isEnded()]);
    expect(sse.received).toMatch(/\r\n0\r\n\r\n$/);
    expect(closeOf(websocket)).toMatchObject({ code: 1001 });
    expect(await ended).toEqual([0, null]);
  });
});
