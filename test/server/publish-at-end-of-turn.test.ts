import { expect, onTestFinished, test } from 'vitest';
import { memoryLog } from '../../server/stream/index.ts';
import { post } from '../support/ask.ts';
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
