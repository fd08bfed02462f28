import { expect, test, vi } from 'vitest';
import { createStreams, memoryLog, type Observer } from '../../server/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { get, openRaw } from '../support/raw-http.ts';
import { startStreams } from '../support/start-streams.ts';

test('an observer that throws or rejects ends no stream: onError gets its errors', async () => {
  const onError = vi.fn();
  const fail = () => {
    throw new Error('No disk.');
  };
  const observe: Observer = { opened: fail, delivered: async () => fail(), published: fail };
  const at = await startStreams({ observe, onError });
  const reader = (await openRaw(at)).send(get('/stream/sse'));
  await reader.hears('hello');
  await at.streams.append([{ event: 'a', data: 'one' }]);
  await reader.hears('one');
  await eventually('three mistakes', () => onError.mock.calls.length === 3);
  expect(onError.mock.calls.map(([error]) => String(error))).toEqual(['Error: No disk.', 'Error: No disk.', 'Error: No disk.']);
});

test.each<[observe: unknown, says: RegExp]>([
  [5, /^Expected `observe` of createStreams to be an object; got 5\. Give it functions, such as /],
  [{ opened: true }, /^Expected `opened` of observe of createStreams to be a function; got true\. /],
  [{ open() {} }, /^Expected the functions opened, .* in observe of createStreams; got `open`\. Look for a slip of the pen\.$/],
])('%o as an observer is refused', (observe, says) => {
  expect(() => createStreams({ log: memoryLog(), observe: observe as Observer })).toThrow(says);
});
