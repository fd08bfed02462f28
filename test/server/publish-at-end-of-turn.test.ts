import { expect, onTestFinished, test } from 'vitest';
import { memoryLog } from '../../server/stream/index.ts';
import { post } from '../support/ask.ts';
import { openRaw, rawPublish } from '../support/raw-http.ts';
import { startStreams } from '../support/start-streams.ts';

test('a publish is answered at the end of the turn in which it was stored, together with the others of that turn', async () => {
  const log = memoryLog();
  let isOver = false;
  const append: typeof log.append = (drafts) => {
    setImmediate(() => {
      isOver = true;
    });
    return log.append(drafts);
  };
  const { port, server, close } = await startStreams({ log: { ...log, append } });
  onTestFinished(close);
  const seen: boolean[] = [];
  server.prependListener('request', (_request, response) => response.on('finish', () => seen.push(isOver)));
  expect((await post({ port }, '{"event":"a","data":1}')).status).toBe(201);
  expect(seen).toEqual([true]);
});

test('publishes that a client sends together on one connection are stored in one turn, so that each reader gets them with one write', async () => {
  const log = memoryLog();
  let turn = 0;
  const turns: number[] = [];
  const append: typeof log.append = (drafts) => {
    turns.push(turn);
    setImmediate(() => {
      turn += 1;
    });
    return log.append(drafts);
  };
  const { port, close } = await startStreams({ log: { ...log, append } });
  onTestFinished(close);
  const count = 20;
  const connection = await openRaw({ port });
  connection.send(rawPublish('together').repeat(count));
  await connection.response(count);
  expect(turns).toEqual(Array(count).fill(0));
});
