import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LoopDelay } from '../../server/stream/guard/loop-delay.ts';
import { type Observer, type TransportName, transportNames } from '../../server/stream/index.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';
import { type StreamsServer, startStreams } from '../support/start-streams.ts';

expectNoMistakes();

/** A fake delay of the event loop: no test waits for a real one. */
let late = 0;
beforeEach(() => {
  late = 0;
  vi.spyOn(LoopDelay.prototype, 'current', 'get').mockImplementation(() => late);
});
afterEach(() => void vi.restoreAllMocks());

const limits = { loopDelay: 200 };

const question = (transport: TransportName, cursor: string): string =>
  get(`/stream/${transport}?after=${cursor}`, transport === 'websocket' ? handshake : {});

const headOf = ({ log: { window } }: Pick<StreamsServer, 'log'>): string => window.cursor(window.head);

describe('While the event loop is later than the limit,', () => {
  test.each(transportNames)('a new client over %s gets 503 with Retry-After, and is admitted when the loop is on time again', async (transport) => {
    const shed = vi.fn<NonNullable<Observer['shed']>>();
    const refused = vi.fn<NonNullable<Observer['refused']>>();
    const at = await startStreams({ limits, observe: { shed, refused } });
    late = 201;
    const answer = await (await openRaw(at)).send(question(transport, headOf(at))).response();
    expect(expectProblem(answer, 503, 'unavailable').detail).toBe(
      'Expected an event loop that is at most 200 ms late; it is later. Ask again later, or another server.',
    );
    expect(answer.headers['retry-after']).toMatch(/^[2-8]$/);
    expect(answer.headers.connection).toBe('close');
    expect(shed.mock.calls).toEqual([[transport, 'loop-delay']]);
    expect(refused.mock.calls).toEqual([['unavailable']]);
    late = 200;
    const reader = (await openRaw(at)).send(question(transport, headOf(at)));
    if (transport === 'polling') expect((await reader.response()).status).toBe(204);
    else await eventually('it to be open', () => at.followers() === 1);
    expect(shed).toHaveBeenCalledOnce();
  });

  test('open streams, held long polls, and the next polls of connections that have polled are served', async () => {
    const at = await startStreams({ limits });
    const [sse, websocket, held, poller] = await Promise.all(
      (['sse', 'websocket', 'long-polling', 'polling'] as const).map(async (transport) => (await openRaw(at)).send(question(transport, headOf(at)))),
    );
    await eventually('three to be open', () => at.followers() === 3);
    await poller?.response();
    const before = headOf(at);
    late = 10_000;
    expect((await post(at, '{"event":"a","data":"one"}')).status).toBe(201);
    for (const reader of [sse, websocket, held]) await reader?.hears('"one"');
    expect((await poller?.send(question('polling', before)).response(2))?.status).toBe(200);
    held?.send(question('long-polling', headOf(at)));
    await eventually('the long poll to wait again', () => at.followers() === 3);
  });

  test.each(['sse?', 'polling?for=sse&'])('%s counts as new, also on a connection that has polled', async (path) => {
    const at = await startStreams({ limits });
    const reader = (await openRaw(at)).send(question('polling', headOf(at)));
    await reader.response();
    late = 201;
    expectProblem(await reader.send(get(`/stream/${path}after=${headOf(at)}`)).response(2), 503, 'unavailable');
  });

  test('authorize is not called', async () => {
    const authorize = vi.fn(() => ({ read: true, publish: true }) as const);
    const at = await startStreams({ limits, authorize });
    late = 201;
    expectProblem(await ask(at, '/stream/sse'), 503, 'unavailable');
    expect(authorize).not.toHaveBeenCalled();
  });
});

test('without the limit the delay of the loop is never measured', async () => {
  const at = await startStreams();
  late = 10_000;
  expect((await ask(at, '/stream/polling')).status).toBe(200);
});

test('refused clients are counted by transport and limit', async () => {
  const lab = await startTestLab({ loopDelay: 150 });
  late = 151;
  for (const transport of ['sse', 'polling', 'polling']) expectProblem(await ask(lab, `/stream/${transport}`), 503, 'unavailable');
  const { body } = await ask(lab, '/metrics');
  expect(body).toContain('streams_shed_total{transport="sse",reason="loop-delay"} 1\n');
  expect(body).toContain('streams_shed_total{transport="polling",reason="loop-delay"} 2\n');
  expect(body).toContain('streams_shed_total{transport="websocket",reason="loop-delay"} 0\n');
  expect(body).toContain('streams_refused_total{code="unavailable"} 3\n');
});

test('a refusal by the limit on streams is counted under that limit', async () => {
  const shed = vi.fn<NonNullable<Observer['shed']>>();
  const at = await startStreams({ limits: { streams: 1 }, observe: { shed } });
  (await openRaw(at)).send(question('sse', headOf(at)));
  await eventually('one stream to be open', () => at.followers() === 1);
  expectProblem(await ask(at, '/stream/sse'), 503, 'unavailable');
  expect(shed.mock.calls).toEqual([['sse', 'streams']]);
});
