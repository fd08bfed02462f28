import { describe, expect, it } from 'vitest';
import { anatomy, sumOf } from '../../server/lab/apparatus/telemetry/anatomy.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { frame } from '../support/raw-websocket.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { ask, Onlooker, total } from './telemetry-support.ts';

expectNoMistakes();

describe('The telemetry of a tab', () => {
  it.each(transportNames)('counts every byte of the socket on %s, by kind', async (transport) => {
    const lab = await startTestLab({ heartbeat: 0.2 });
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    const client = ask(lab, transport, transport.includes('polling') ? '&after=now&hold=9' : '');
    await onlooker.until('a request', () => onlooker.of('asked').length === 1);
    await appendNumbers(lab, 3);
    if (transport === 'polling') {
      await onlooker.until('the first answer', () => onlooker.of('answered').length === 1);
      ask(lab, transport, '&after=earliest', client);
    }
    const count = () => [...onlooker.of('answered'), ...onlooker.of('wrote')].reduce((sum, { notifications }) => sum + notifications, 0);
    await onlooker.until('three notifications', () => count() === 3);
    if (transport === 'sse' || transport === 'websocket') {
      await client.until('a heartbeat', () => client.text.includes('heartbeat'));
      client.socket.end();
      await onlooker.until('the end', () => onlooker.of('ended').length === 1);
    }
    const asked = onlooker.of('asked');
    for (const record of asked) expect(record).toMatchObject({ transport, socket: asked[0]?.socket });
    expect(onlooker.of('answered').map(({ status }) => status)).toEqual(asked.map(() => (transport === 'websocket' ? 101 : 200)));
    await client.until('the same bytes', () => client.length === total(onlooker.records));
    const exchanges = asked.map(({ exchange }) => onlooker.records.filter((record) => 'exchange' in record && record.exchange === exchange));
    const parts = { headers: 0, framing: 0, payload: 0 };
    for (const record of exchanges.flat()) {
      if (record.kind !== 'answered' && record.kind !== 'wrote') continue;
      for (const kind of ['headers', 'framing', 'payload'] as const) parts[kind] += record.bytes[kind];
    }
    const whole = transport === 'polling' ? client.text.split(/(?=HTTP\/1)/).map((text) => Buffer.from(text, 'latin1')) : [client.received];
    const sums = whole.map((bytes) => sumOf(anatomy('down', transport, bytes)));
    for (const kind of ['headers', 'framing', 'payload'] as const) expect(sums.reduce((sum, one) => sum + one[kind], 0)).toBe(parts[kind]);
  });

  it('reports the bytes of each request, and masks secrets in an opened exchange', async () => {
    const lab = await startTestLab();
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    const client = ask(lab, 'polling', '&after=now');
    await onlooker.until('an answer', () => onlooker.of('answered').length === 1);
    const [asked] = onlooker.of('asked');
    expect(asked?.bytes).toBe(client.socket.bytesWritten);
    const { up, down, cut } = await onlooker.open(asked?.exchange ?? 0);
    expect(up.toString()).toContain('\r\nCookie: **************\r\n');
    expect(up.byteLength).toBe(client.socket.bytesWritten);
    expect(down).toEqual(client.received);
    expect(cut).toBe(0);
  });

  it('reports what the client sends inside a WebSocket, and keeps the first bytes of both directions', async () => {
    const lab = await startTestLab();
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    const client = ask(lab, 'websocket');
    await client.until('hello', () => client.text.includes('hello'));
    const message = frame(JSON.stringify({ type: 'publish', event: 'a', data: 'x'.repeat(5_000), ref: 1 }));
    client.socket.write(message);
    await client.until('the ack', () => client.text.includes('"ack"'));
    const heard = () => onlooker.of('heard').reduce((sum, { bytes }) => sum + bytes, 0);
    await onlooker.until('the bytes of the message', () => heard() === message.byteLength && total(onlooker.records) === client.length);
    const { up, down, cut } = await onlooker.open(1);
    expect([up.byteLength, down.byteLength]).toEqual([4_096, 4_096]);
    const head = onlooker.of('asked')[0]?.bytes ?? 0;
    expect(cut).toBe(head + message.byteLength + client.length - 2 * 4_096);
  });

  it('reports a poll that was held, one whose client disconnected, and one that was refused', async () => {
    const lab = await startTestLab();
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    const client = ask(lab, 'long-polling', '&after=now&hold=55');
    await onlooker.until('the request', () => onlooker.of('asked').length === 1);
    await appendNumbers(lab, 2);
    await onlooker.until('the answer', () => onlooker.of('answered').length === 1);
    expect(onlooker.of('answered')[0]).toMatchObject({ exchange: 1, status: 200, notifications: 2, first: 1, last: 2 });
    ask(lab, 'long-polling', '&after=now&hold=55', client);
    await onlooker.until('the second request', () => onlooker.of('asked').length === 2);
    client.socket.destroy();
    await onlooker.until('its end', () => onlooker.of('ended').length === 1);
    expect(onlooker.of('ended')[0]?.exchange).toBe(2);
    for (const transport of transportNames) ask(lab, transport, '&after=nonsense');
    await onlooker.until('four refusals', () => onlooker.of('answered').length === 5);
    for (const { status, notifications, bytes } of onlooker.of('answered').slice(1)) {
      expect({ status, notifications, payload: bytes.payload }).toEqual({ status: 400, notifications: 0, payload: 0 });
      expect(bytes.framing).toBeGreaterThan(100);
    }
  });

  it('excludes streams without a tab or of another tab, and other requests on the same connection', async () => {
    const lab = await startTestLab();
    const mine = await (await Onlooker.at(lab)).watch('mine');
    const other = await (await Onlooker.at(lab)).watch('other');
    const client = ask(lab, 'polling', '&after=now');
    await mine.until('an answer', () => mine.of('answered').length === 1);
    client.socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await client.until('health', () => client.text.includes('"ok"'));
    await (await fetch(`${lab.url}/stream/polling`)).text();
    ask(lab, 'polling', '&after=now', client);
    await mine.until('the second answer', () => mine.of('answered').length === 2);
    expect(mine.of('asked').map(({ exchange, socket }) => [exchange, socket])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    await appendNumbers(lab, 1);
    await other.until('the published notification', () => other.of('published').length === 1);
    expect(other.records).toHaveLength(1);
    expect(await other.tell({ type: 'open', exchange: 1 })).toMatchObject({ type: 'refused', code: 'not-found' });
  });

  it('goes on after a reload, and ends when the tab is closed', async () => {
    const lab = await startTestLab();
    const before = await (await Onlooker.at(lab)).watch('mine');
    const client = ask(lab, 'sse');
    await before.until('the stream', () => before.of('wrote').length === 1);
    before.ws.close();
    const after = await (await Onlooker.at(lab)).watch('mine');
    await appendNumbers(lab, 1);
    await after.until('a notification', () => after.of('wrote').length === 1);
    expect(after.records[0]).toMatchObject({ kind: 'asked', exchange: 1, adopted: true });
    expect(after.of('wrote')[0]).toMatchObject({ exchange: 1, notifications: 1 });
    await after.watch('another');
    await client.until('the notification', () => client.text.includes('"data":1'));
  });
});
