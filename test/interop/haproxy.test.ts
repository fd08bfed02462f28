import { once } from 'node:events';
import { type ClientHttp2Stream, connect, constants } from 'node:http2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { maskedFrame, opcodes, readFrame } from '../../bench/arms/websocket-frame.ts';
import { type Front, startFront } from '../../bench/fronts/front.ts';
import type { Downstream } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { providePrograms } from '../support/programs.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { frontTests } from './front-contract.ts';

await frontTests('haproxy');

/** A WebSocket on a stream of an HTTP/2 connection (RFC 8441), as browsers open it if a proxy offers it. */
async function openOverHttp2({ url, ca }: Front, path: string) {
  const session = connect(url, { ca, servername: 'localhost' });
  onTestFinished(() => session.destroy());
  await once(session, 'remoteSettings', { signal: AbortSignal.timeout(8_000) });
  expect(session.remoteSettings.enableConnectProtocol).toBe(true);
  const head = { ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, 'sec-websocket-version': '13' };
  const stream: ClientHttp2Stream = session.request(head, { endStream: false });
  const [answer] = (await once(stream, 'response', { signal: AbortSignal.timeout(8_000) })) as [{ [constants.HTTP2_HEADER_STATUS]: number }];
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

describe.skipIf(!(await providePrograms('haproxy', 'openssl')))('deploy: haproxy', () => {
  it('carries a WebSocket in both directions on a stream of HTTP/2', async () => {
    const lab = await startTestLab();
    const front = await startFront('haproxy', [lab.port]);
    onTestFinished(() => front.close());
    const { heard, say } = await openOverHttp2(front, '/stream/websocket');
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
