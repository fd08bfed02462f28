import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ask, expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';
import { collect, connect, dataOf } from './eventtube-support.ts';

describe('Known defects of EventTube that this lab does not have', () => {
  it('1: a client that does not read stops the hub; here the others go on', async () => {
    const lab = await startTestLab({ window: 100 });
    const slow = await openRaw(lab);
    slow.send(get('/stream/websocket?event=news', handshake));
    await slow.hears('"type":"hello"');
    slow.socket.pause();
    const { got } = await collect(connect(lab), 'news');
    const large = 'x'.repeat(60_000);
    for (let count = 0; count < 150; count += 1) await lab.log.append([{ event: 'news', data: large }]);
    slow.socket.destroy();
    await lab.log.append([{ event: 'news', data: 'after it has gone' }]);
    await eventually('the notification after it', () => got.at(-1)?.data === 'after it has gone');
    await expectService(lab);
  });

  it('2: a published object is lost; here any JSON arrives', async () => {
    const tube = connect(await startTestLab());
    const { got } = await collect(tube, 'x');
    for (const data of [{ a: 1 }, [1, 2], null, true, 0.5, 'text']) await tube.pub('x', data);
    await eventually('all six notifications', () => got.length === 6);
    expect(dataOf(got)).toEqual([{ a: 1 }, [1, 2], null, true, 0.5, 'text']);
  });

  it('3: publishing 513 bytes closes the publisher’s connection; here 60,000 arrive, and too large ones are refused with a sentence', async () => {
    const tube = connect(await startTestLab(), { transport: 'websocket' });
    const { got } = await collect(tube, 'x');
    await tube.pub('x', 'y'.repeat(60_000));
    await eventually('the large notification', () => got.length === 1);
    await expect(tube.pub('x', 'y'.repeat(70_000))).rejects.toThrow(/^Expected .+ at most 65536 bytes/);
    await tube.pub('x', 'small');
    await eventually('the small notification', () => got.length === 2);
    expect(tube.ws?.state).toBe('open');
  });

  it('4: pages of any origin may broadcast; here they are refused', async () => {
    const lab = await startTestLab();
    const socket = new WebSocket(`ws://127.0.0.1:${lab.port}/stream/websocket`, { origin: 'https://evil.example' });
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('403');
    const reply = await ask(lab, '/publish', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: 'https://evil.example' },
      body: '{"type":"broadcast","event":"x","data":1}',
    });
    expect([reply.status, lab.log.window.head]).toEqual([403, 0]);
  });

  it('5: what is published while a client reconnects is lost; here it is delivered, or reported as a gap once it is no longer kept', async () => {
    const lab = await startTestLab({ window: 10 });
    const tube = connect(lab, { transport: 'sse' });
    const { got } = await collect(tube, 'x');
    await tube.pub('x', 0);
    await eventually('the first notification', () => got.length === 1);
    tube.stream.cut();
    for (const data of [1, 2, 3]) await lab.log.append([{ event: 'x', data }]);
    tube.stream.reconnect();
    await eventually('all four notifications', () => got.length === 4);
    expect(dataOf(got)).toEqual([0, 1, 2, 3]);
    tube.stream.cut();
    for (let data = 4; data < 24; data += 1) await lab.log.append([{ event: 'x', data }]);
    tube.stream.reconnect();
    await eventually('the newest notification', () => got.at(-1)?.data === 23);
    expect(tube.stream.ledger.gaps).toBe(1);
  });

  it('6a: ws:// only; here TLS if requested', async () => {
    const asked: string[] = [];
    const fetchNothing: typeof fetch = async (input) => {
      asked.push(String(input));
      return new Response(null, { status: 503 });
    };
    connect({ port: 443 }, { host: 'hub.example', secure: true, transport: 'polling' }, { fetch: fetchNothing });
    await eventually('a request', () => asked.length > 0);
    expect(asked[0]).toMatch(/^https:\/\/hub\.example\/stream\/polling/);
  });

  it('6b: `unsub` in the README, `unSub` in the code; here both work', async () => {
    const tube = connect(await startTestLab());
    const callback = () => {};
    expect(await tube.unSub('x', await tube.sub('x', callback))).toBe(callback);
    await tube.sub('x', callback);
    await tube.sub('x', callback);
    expect(await tube.unsub('x')).toEqual([callback, callback]);
    await expect(tube.unsub('x')).rejects.toThrow(/^Expected an event that was subscribed to; got "x"/);
    await tube.sub('x', callback);
    await expect(tube.unsub('x', 99)).rejects.toThrow(/^Expected an id that `sub` has returned for "x"; got 99/);
  });

  it('6c: publishing before the connection is open throws; here it is stored', async () => {
    const lab = await startTestLab();
    const tube = connect(lab);
    expect(await tube.pub('x', 1)).toBe(lab.log.window.cursor(1));
  });

  it('6d: two subscriptions within a millisecond get one id; here ids differ, and each callback is called', async () => {
    const tube = connect(await startTestLab());
    const got: string[] = [];
    const ids = await Promise.all(['a', 'b', 'c'].map((name) => tube.sub('x', () => got.push(name))));
    expect(new Set(ids).size).toBe(3);
    await tube.unsub('x', ids[1]);
    await tube.pub('x', 1);
    await eventually('two callbacks', () => got.length === 2);
    expect(got).toEqual(['a', 'c']);
  });

  it('6e: all clients reconnect at the same moments, without a limit; here the wait is random and bounded', async () => {
    const waits: (number | undefined)[] = [];
    const tube = connect({ port: 9 }, { transport: 'polling' }, { retry: { first: 40, longest: 60 } });
    tube.stream.addEventListener('state', ({ detail: { retryIn } }) => retryIn !== undefined && waits.push(retryIn));
    await eventually('five attempts', () => waits.length >= 5);
    expect(new Set(waits).size).toBeGreaterThan(1);
    expect(Math.max(...waits.map(Number))).toBeLessThanOrEqual(60);
  });

  it('6f: a subscription before the server has started; here it waits for the server', async () => {
    const lab = await startTestLab();
    let away = true;
    const sometimes: typeof fetch = (input, init) => (away ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init));
    const tube = connect(lab, { transport: 'polling' }, { fetch: sometimes, deadline: 50 });
    const subscribing = collect(tube, 'x');
    await eventually('some attempts', () => tube.stream.ledger.requests > 3);
    away = false;
    const { got } = await subscribing;
    // Published by the test, because the client's deadline is shorter than the answer time of a busy machine.
    await lab.log.append([{ event: 'x', data: 1 }]);
    await eventually('the notification', () => got.length === 1);
  });

  it('8: no limits; here `subLimit` sets one, and an invalid event name is refused', async () => {
    const tube = connect(await startTestLab(), {}, { subLimit: 1 });
    await tube.sub('x', () => {});
    await expect(tube.sub('y', () => {})).rejects.toThrow(/^Expected at most 1 subscriptions; got one more\./);
    await tube.unsub('x');
    await expect(tube.sub('', () => {})).rejects.toThrow(/^Expected an event of 1 to 64 printable characters/);
    await tube.sub('z', () => {});
  });
});
