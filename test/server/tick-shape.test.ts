import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import '../../server/stream/index.ts';
import { keptTick } from '../../server/stream/http/tick-shape.ts';

test('once the library is loaded, one object of `process.nextTick` is kept, so that a garbage collection does not make the next ones slow', async () => {
  await setImmediate();
  // The fields of these objects in node:internal/process/task_queues; newer versions add some. Without these, this would keep something else.
  const fields = Reflect.ownKeys(keptTick() ?? {}).map(String);
  expect(fields).toEqual(expect.arrayContaining(['callback', 'args', 'Symbol(async_id_symbol)', 'Symbol(trigger_async_id_symbol)']));
});
