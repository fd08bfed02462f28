import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../../bench/statistics/random.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { fuzz, isClean, type Target } from './fuzz.ts';
import { inputsOf } from './input.ts';
import { mutated } from './mutator.ts';
import { startTarget } from './target.ts';

const shown = (seed: number) => [...inputsOf(seed, 60)].map(({ kind, pieces, leave }) => [kind, leave, Buffer.concat(pieces).toString('latin1')]);

test('the same seed draws the same inputs, and another seed draws others', () => {
  expect(shown(7)).toEqual(shown(7));
  expect(shown(7)).not.toEqual(shown(8));
});

test('the mutator damages most messages, and splits them into up to four pieces', () => {
  const random = seededRandom(3);
  const drawn = Array.from({ length: 300 }, () => mutated(random));
  expect(new Set(drawn.map((pieces) => Buffer.concat(pieces).toString('latin1'))).size).toBeGreaterThan(280);
  expect(Math.max(...drawn.map(({ length }) => length))).toBe(4);
});

test('1,500 inputs over HTTP, WebSocket and raw sockets: the lab answers no 5xx, reports no error, and goes on', async () => {
  const target = await startTarget();
  onTestFinished(() => target.end());
  const plan = { seed: 20_261_128, inputs: 1_500 };
  process.stdout.write(`fuzz: seed ${plan.seed}, ${plan.inputs} inputs\n`);
  const { mistakes, kinds, answers, resident } = await fuzz(plan, target);
  expect(mistakes).toEqual([]);
  expect(kinds).toEqual({ http: 500, websocket: 500, raw: 500 });
  // Some inputs are accepted and most are refused, so the test reaches both kinds of code.
  for (const status of [101, 200, 400, 404]) expect(answers[status], `answers ${status}`).toBeGreaterThan(5);
  expect(await target.serves()).toBe(true);
  // So few inputs show nothing about growth, but the memory was read.
  expect(Math.min(resident.warm, resident.after)).toBeGreaterThan(10_000_000);
});

/** A server other than the lab, with this mistake. */
async function faulty(answer: () => number, more: Partial<Target> = {}): Promise<Target> {
  const server = createServer((_request, response) => response.writeHead(answer(), { Connection: 'close' }).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const port = listeningPort(server);
  return { port, complaints: () => '', ended: () => false, resident: () => 1, collect: async () => {}, ...more };
}

const small = { seed: 5, inputs: 60 };

test('a 500 counts as a mistake, reported with seed and input, and a 503 does not', async () => {
  let asked = 0;
  const { mistakes } = await fuzz(small, await faulty(() => (asked++ < 10 ? 200 : 500)));
  expect(mistakes).not.toEqual([]);
  for (const mistake of mistakes) expect(mistake).toMatch(/^500 to seed 5, input \d+ \((http|raw|websocket)\): "/);
  expect(isClean(await fuzz(small, await faulty(() => 503)))).toBe(true);
});

test('an error report of the server counts as a mistake, and so does its end', async () => {
  let said = '';
  const talkative = await faulty(() => 200, { complaints: () => said });
  setImmediate(() => {
    said = 'Unhandled';
  });
  expect((await fuzz(small, talkative)).mistakes).toEqual([expect.stringContaining('it said "Unhandled"')]);
  const gone = await fuzz(small, await faulty(() => 200, { ended: () => true }));
  expect(isClean(gone)).toBe(false);
});

test('memory counts without garbage, and growth by more than a tenth is no clean run', async () => {
  let garbage = 0;
  const resident = () => {
    garbage += 50;
    return 100 + garbage;
  };
  const collect = async () => {
    garbage = -50;
  };
  const tally = await fuzz(small, await faulty(() => 200, { resident, collect }));
  expect(tally.resident).toEqual({ warm: 100, most: 100, after: 100 });
  expect(isClean(tally)).toBe(true);
  expect(isClean({ ...tally, resident: { warm: 100, most: 120, after: 110 } })).toBe(true);
  expect(isClean({ ...tally, resident: { warm: 100, most: 120, after: 111 } })).toBe(false);
});
