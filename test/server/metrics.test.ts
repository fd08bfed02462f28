import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryLog, streamMetrics, transportNames } from '../../server/stream/index.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';
import { startStreams } from '../support/start-streams.ts';

expectNoMistakes();
afterEach(() => void vi.restoreAllMocks());

/** Values by name and labels. */
const read = (text: string): ReadonlyMap<string, number> =>
  new Map([...text.matchAll(/^([a-z_]+(?:\{[^}]*\})?) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));

const question = (transport: string, query = ''): string => get(`/stream/${transport}${query}`, transport === 'websocket' ? handshake : {});

describe('The metrics of the streams', () => {
  it('are in the text format of Prometheus: each metric once, with help and type, in one block', () => {
    const { text, observer } = streamMetrics();
    observer.refused?.('unauthorized');
    observer.closed?.('sse', 'gone');
    const lines = text().split('\n');
    expect(lines.pop()).toBe('');
    let current = '';
    const seen = new Set<string>();
    for (const line of lines) {
      const [, name] = /^# HELP (\w+) \S/.exec(line) ?? [];
      if (name) {
        expect(seen).not.toContain(name);
        seen.add(name);
        current = name;
      } else
        expect(line).toMatch(
          new RegExp(`^(# TYPE ${current} (counter|gauge|histogram|summary)|${current}(_bucket|_sum|_count)?(\\{(\\w+="[^"]*",?)+\\})? [\\d.e+-]+)$`),
        );
    }
    expect(seen.size).toBe(11);
    expect(text()).toContain('streams_gaps_total{transport="polling",reason="epoch"} 0\n');
  });

  it('count all transports in the same way: polls, held long polls, and streams', async () => {
    const metrics = streamMetrics();
    const at = await startStreams({ observe: metrics.observer, log: memoryLog({ maxCount: 100 }) });
    const of = (name: string) => read(metrics.text()).get(name);
    const after = `?after=${at.log.window.cursor(0)}`;
    const readers = await Promise.all(
      ['long-polling', 'sse', 'websocket'].map(async (transport) => (await openRaw(at)).send(question(transport, after))),
    );
    await eventually('all to be open', () => at.followers() === 3);
    const poller = (await openRaw(at)).send(question('polling', after));
    await poller.response();
    expect(of('streams_polls_total{transport="polling",result="empty"}')).toBe(1);
    for (const transport of ['long-polling', 'sse', 'websocket']) expect(of(`streams_open{transport="${transport}"}`), transport).toBe(1);
    await at.streams.append([{ event: 'a', data: 'one' }]);
    for (const reader of readers) await reader.hears('one');
    await poller.send(question('polling', after)).response(2);
    for (const transport of transportNames) {
      expect(of(`streams_delivered_total{transport="${transport}"}`), transport).toBe(1);
    }
    expect(of('streams_polls_total{transport="polling",result="notifications"}')).toBe(1);
    expect(of('streams_polls_total{transport="long-polling",result="notifications"}')).toBe(1);
    expect(of('streams_closed_total{transport="long-polling",reason="answered"}')).toBe(1);
    expect(of('streams_published_total')).toBe(1);
    readers[1]?.socket.destroy();
    await eventually('one stream to have closed', () => of('streams_closed_total{transport="sse",reason="gone"}') === 1);
    await at.streams.close();
    expect(of('streams_closed_total{transport="websocket",reason="shutdown"}')).toBe(1);
    for (const transport of transportNames) expect(of(`streams_open{transport="${transport}"}`), transport).toBe(0);
  });

  it.each(transportNames)('count every byte that is sent to a reader over %s, by kind', async (transport) => {
    const metrics = streamMetrics();
    const at = await startStreams({ observe: metrics.observer, log: memoryLog({ maxCount: 3 }) });
    const of = (kind: string) => read(metrics.text()).get(`streams_sent_bytes_total{transport="${transport}",kind="${kind}"}`) ?? 0;
    const append = (data: string) => at.streams.append([{ event: 'a', data }]);
    for (const data of ['one', 'two', 'three', 'four']) await append(data);
    // The first of them has left the window: the reader gets a gap.
    const reader = (await openRaw(at)).send(question(transport, `?after=${at.log.window.cursor(0)}`));
    await reader.hears('"four"');
    if (transport.endsWith('polling')) reader.send(question(transport, `?after=${at.log.window.cursor(4)}`));
    if (transport === 'polling') await reader.response(2);
    else await eventually('the poll to be held', () => at.followers() === 1);
    await append('five');
    if (transport === 'polling') {
      await reader.send(question(transport)).response(3);
      reader.send(question(transport, `?after=${at.log.window.cursor(4)}`));
    }
    await reader.hears('"five"');
    const payload = [...reader.received.matchAll(/\{"id":"[^"]*","event":.*?"at":[\d.]+\}/g)].reduce((sum, [json]) => sum + json.length, 0);
    expect(of('payload')).toBe(payload);
    const heads = reader.received.match(/HTTP\/1\.1 .*?\r\n\r\n/gs)?.reduce((sum, head) => sum + head.length, 0);
    expect(of('headers')).toBe(heads);
    expect(['payload', 'framing', 'control', 'headers'].reduce((sum, kind) => sum + of(kind), 0)).toBe(reader.received.length);
    expect(of('control') > 0).toBe(transport !== 'long-polling');
  });

  it('measure the time of each write from the first notification of its burst', () => {
    const { text, observer } = streamMetrics();
    let now = 1_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    observer.published?.(1);
    now += 3;
    observer.published?.(1);
    now += 1;
    observer.delivered?.('sse', 2, 100, 80);
    observer.delivered?.('polling', 2, 100, 80);
    observer.published?.(1);
    now += 40;
    observer.delivered?.('websocket', 1, 100, 90);
    const samples = read(text());
    expect(samples.get('streams_flush_seconds_bucket{le="0.002"}')).toBe(0);
    expect(samples.get('streams_flush_seconds_bucket{le="0.005"}')).toBe(1);
    expect(samples.get('streams_flush_seconds_bucket{le="0.05"}')).toBe(2);
    expect(samples.get('streams_flush_seconds_count')).toBe(2);
    expect(samples.get('streams_flush_seconds_sum')).toBeCloseTo(0.044);
  });

  it('escape characters that a label must not contain', () => {
    const { text, observer } = streamMetrics();
    observer.refused?.('a"b\\c\nd' as never);
    expect(text()).toContain('streams_refused_total{code="a\\"b\\\\c\\nd"} 1\n');
  });
});

describe('GET /metrics of the lab', () => {
  const token = 'a-token-of-some-length';
  const bearer = { Authorization: `Bearer ${token}` };

  it.each([false, true])('contains metrics of the streams and of the process, and on loopback needs no token, with weather %s', async (weather) => {
    const lab = await startTestLab({ weather, rtt: 0 });
    await post(lab, '{"event":"a","data":1}');
    const { status, headers, body } = await ask(lab, '/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const samples = read(body);
    expect(samples.get('streams_published_total')).toBe(1);
    expect(samples.get('lab_connections')).toBeGreaterThanOrEqual(1);
    expect(samples.get('lab_send_buffer_bytes')).toBeGreaterThanOrEqual(0);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(read((await ask(lab, '/metrics')).body).get('lab_event_loop_delay_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
  });

  it('requires a token if others reach the lab, if the lab is closed, and under a forwarded name', async () => {
    const open = await startTestLab({ host: '0.0.0.0', token });
    expectProblem(await ask(open, '/metrics'), 401, 'unauthorized');
    expectProblem(await ask(open, `/metrics?token=${token}`), 401, 'unauthorized');
    expect((await ask(open, '/metrics', { headers: bearer })).status).toBe(200);
    const closed = await startTestLab({ readToken: token });
    expectProblem(await ask(closed, '/metrics'), 401, 'unauthorized');
    expect((await ask(closed, '/metrics', { headers: bearer })).status).toBe(200);
    const forwarded = await startTestLab({ trustProxy: true });
    expectProblem(await ask(forwarded, '/metrics', { headers: { 'X-Forwarded-Host': 'x7.forwarded.example' } }), 401, 'unauthorized');
  });
});
