/** The lab behind proxies that are installed as they come. */
import { once } from 'node:events';
import { type ClientHttp2Stream, connect, constants } from 'node:http2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { maskedFrame, opcodes, readFrame } from '../../bench/arms/websocket-frame.ts';
import type { Downstream } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { patience } from '../support/patience.ts';
import { openInNode } from '../support/platform.ts';
import { providePrograms } from '../support/programs.ts';
import { startHaproxy, startVarnish } from '../support/proxies.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const there = await providePrograms('varnishd', 'haproxy');

describe.skipIf(!there)('Varnish without a configuration', () => {
  it('passes the hello of an event stream at once, and what was missed when it resumes', async () => {
    const lab = await startTestLab();
    const { port } = await startVarnish(lab);
    const subject = openInNode(`http://127.0.0.1:${port}`, { transport: 'sse' });
    await subject.hello();
    await appendNumbers(lab, 3);
    await subject.reach(3);
    await subject.call('cut');
    await appendNumbers(lab, 2, 'number', 4);
    await subject.call('reconnect');
    // Nothing is published any more: what is kept back until the next event would be missing here.
    expect((await subject.reach(5)).map(({ data }) => data)).toEqual([1, 2, 3, 4, 5]);
    expect(await subject.ledger()).toMatchObject({ missing: 0, doubled: 0, reordered: 0, gaps: 0 });
  });
});

/** A WebSocket on a stream of an HTTP/2 connection (RFC 8441), as browsers open it where a proxy offers that. */
async function openOverHttp2(port: number, path: string) {
  const session = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  await once(session, 'remoteSettings', { signal: AbortSignal.timeout(patience) });
  expect(session.remoteSettings.enableConnectProtocol).toBe(true);
  const head = { ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, 'sec-websocket-version': '13' };
  const stream: ClientHttp2Stream = session.request(head, { endStream: false });
  const [answer] = (await once(stream, 'response', { signal: AbortSignal.timeout(patience) })) as [{ [constants.HTTP2_HEADER_STATUS]: number }];
  expect(answer[constants.HTTP2_HEADER_STATUS]).toBe(200);
  const heard: Downstream[] = [];
  let rest = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = -1, from = 0; end !== from; ) {
      from = Math.max(end, 0);
      end = readFrame(rest, from, ({ opcode, payload }) => opcode === opcodes.text && heard.push(JSON.parse(payload.toString())));
      if (end === from) rest = rest.subarray(end);
    }
  });
  return { heard, say: (message: object) => stream.write(maskedFrame(opcodes.text, Buffer.from(JSON.stringify(message)))) };
}

describe.skipIf(!there)('HAProxy with HTTP/2 in front', () => {
  it('carries a WebSocket both ways', async () => {
    const lab = await startTestLab();
    const { port } = await startHaproxy(lab);
    const { heard, say } = await openOverHttp2(port, '/stream/websocket');
    const hears = (what: string, found: (message: Downstream) => boolean) =>
      eventually(
        () => `${what}; it heard ${JSON.stringify(heard)}`,
        () => heard.some(found),
      );
    await hears('a hello', ({ type }) => type === 'hello');
    await appendNumbers(lab, 1);
    await hears('a notification', (message) => message.type === undefined && message.data === 1);
    say({ type: 'publish', event: 'news', data: 'from a stream', ref: 7 });
    await hears('an ack', (message) => message.type === 'ack' && message.ref === 7);
    await hears('its own notification', (message) => message.type === undefined && message.data === 'from a stream');
  });
});
