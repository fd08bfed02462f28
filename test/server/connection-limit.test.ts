import { describe, expect, onTestFinished, test } from 'vitest';
import { connectionsWithin } from '../../server/lab/connection-limit.ts';
import { startLab } from '../../server/lab/lab.ts';
import { expectProblem, expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { labConfig } from '../support/start-lab.ts';

expectNoMistakes();

async function startFull(maxConnections: number) {
  const lines: string[] = [];
  const lab = await startLab(labConfig({ maxConnections }), (line) => lines.push(line));
  onTestFinished(() => lab.close());
  const inside = [];
  for (let count = 0; count < maxConnections; count += 1) {
    const connection = (await openRaw(lab)).send(get('/stream/sse'));
    await connection.hears('event: hello');
    inside.push(connection);
  }
  return { lab, inside, lines };
}

describe('above the limit of connections', () => {
  test.each([
    ['a poll', get('/stream/polling')],
    ['a WebSocket', get('/stream/websocket', handshake)],
    ['nothing', ''],
  ])('a client that sends %s is refused with a reason, and the others stay connected', async (_name, request) => {
    const { lab, inside, lines } = await startFull(3);
    const outside = (await openRaw(lab)).send(request);
    const response = await outside.response();
    expect(expectProblem(response, 503, 'unavailable').detail).toContain('3 connections');
    expect(response.headers.connection).toBe('close');
    await outside.isEnded();
    expect(lab.followers()).toBe(3);
    inside[0]?.reset();
    await eventually('a stream to end', () => lab.followers() === 2);
    await expectService(lab);
    expect(lines).toEqual(['Refused a connection: all 3 that --max-connections allows are open.']);
  });

  test('many clients at once are refused too, and the log reports it once', async () => {
    const { lab, inside, lines } = await startFull(2);
    const outside = await Promise.all(Array.from({ length: 50 }, () => openRaw(lab)));
    for (const connection of outside) await connection.until('the server to end the connection', () => connection.ended);
    expect(lines).toHaveLength(1);
    await lab.log.append([{ event: 'still', data: 1 }]);
    for (const connection of inside) await connection.hears('"event":"still"');
  });
});

test.each([
  [20_000, 1, 17_960],
  [20_000, 2, 8_980],
  [1_024, 1, 881],
  [64, 1, 17],
  [10, 1, 4],
  [1_048_576, 1, 50_000],
])('%i open files leave room for connections of %i files each: %i', (openFiles, filesEach, expected) => {
  expect(connectionsWithin(openFiles, filesEach)).toBe(expected);
});
