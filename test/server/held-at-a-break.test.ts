import { expect, test } from 'vitest';
import { Window } from '../../server/stream/log/window.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startStreams } from '../support/start-streams.ts';

expectNoMistakes();

test('a long poll gets a gap, and what it asks for behind it, at once, although its filter passes nothing before the gap', async () => {
  const window = new Window({ epoch: 'abc', maxCount: 100, maxBytes: 2 ** 20 });
  window.append(
    ['x', 'x', 'x'].map((event) => ({ event, data: 0 })),
    0,
  );
  window.begin('def', true);
  window.append([{ event: 'y', data: 1 }], 0);
  const log = { window, append: () => Promise.reject(new Error('read only')), onAppend: () => () => {}, close: () => Promise.resolve() };
  const at = await startStreams({ log });
  const signal = AbortSignal.timeout(5_000);
  const answer = await fetch(`${at.url}/stream/long-polling?after=abc-1&event=y&hold=55`, { signal });
  expect(await answer.json()).toMatchObject({
    cursor: 'def-1',
    gap: { from: 'abc-3', to: 'def-0', reason: 'epoch' },
    notifications: [{ id: 'def-1', event: 'y' }],
  });
});
