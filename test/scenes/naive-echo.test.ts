import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { ask, expectProblem } from '../support/ask.ts';
import { startTestLab } from '../support/start-lab.ts';

it('returns raw text and bytes unchanged', async () => {
  const lab = await startTestLab({ weather: true, rtt: 0 });
  const socket = new WebSocket(`ws://127.0.0.1:${lab.port}/naive/echo`);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  for (const [sent, binary] of [
    ['hello, not JSON', false],
    ['{"type":"hello"}', false],
    [Buffer.from([0, 255]), true],
  ] as const) {
    socket.send(sent);
    const [data, isBinary] = await once(socket, 'message');
    expect([Buffer.from(data).equals(Buffer.from(sent)), isBinary]).toEqual([true, binary]);
  }
  expect(lab.log.window.head).toBe(0);
});

it('answers a plain request with 426, and exists only if there is a relay', async () => {
  const lab = await startTestLab({ weather: true, rtt: 0 });
  expectProblem(await ask(lab, '/naive/echo'), 426, 'upgrade-required');
  expectProblem(await ask(await startTestLab(), '/naive/echo'), 404, 'not-found');
});
