import { describe, expect, it } from 'vitest';
import { dissect } from '../../../client/page/inspector/dissection.ts';
import texts from '../../../client/page/inspector/part-texts.json' with { type: 'json' };
import { droppable } from '../../../client/page/inspector/part-texts.ts';
import { type KnownBrowser, predict } from '../../../client/page/inspector/prediction.ts';
import { answer, body, encode, notification } from './exchange-bytes.ts';

const joined = (...pieces: readonly Uint8Array[]) => Uint8Array.from(pieces.flatMap((piece) => [...piece]));
const chunk = (content: string) => `${encode(content).length.toString(16)}\r\n${content}\r\n`;

describe('the model’s prediction for the same exchange', () => {
  const browser: KnownBrowser = {
    host: 'localhost:3000',
    agent: 'Mozilla/5.0 Chrome/156',
    brands: [
      { brand: 'Not:A-Brand', version: '8' },
      { brand: 'Chromium', version: '156' },
    ],
    platform: 'Linux',
    mobile: false,
    languages: ['en-US', 'en'],
    cookie: '',
  };
  const countedAndPredicted = (asked: string, down: Uint8Array) => {
    const dissection = dissect(encode(asked), down);
    return { counted: dissection.down.sum, predicted: predict(dissection, 15_000, browser).down };
  };
  const question = 'GET /stream/polling?after=k3f9ab-41&lane=ab12 HTTP/1.1\r\nHost: localhost:3000\r\n\r\n';

  it('agrees to the byte with an answer: full, empty and cut by a limit', () => {
    const empty = encode(
      'HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=75\r\n\r\n',
    );
    const gap = '{"from":"k3f9ab-1","to":"k3f9ab-40","reason":"expired"}';
    for (const down of [
      answer(body),
      answer(body.replace(/\}\]\}$/, `},${notification}],"gap":${gap},"more":true}`)),
      answer('{"cursor":"k3f9ab-42","notifications":[]}'),
      empty,
    ]) {
      const { counted, predicted } = countedAndPredicted(question, down);
      expect(predicted).toEqual(counted);
    }
  });

  it('agrees to the byte with an event stream', () => {
    const hello = '{"cursor":"k3f9ab-41","heartbeat":15000}';
    const down = encode(
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store, no-transform\r\nX-Accel-Buffering: no\r\n' +
        'Date: Sat, 01 Jan 2000 00:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n' +
        chunk(`retry: 1873\nevent: hello\nid: k3f9ab-41\ndata: ${hello}\n\n`) +
        chunk(`id: k3f9ab-42\ndata: ${notification}\n\n`.repeat(2)) +
        chunk('event: heartbeat\nid: k3f9ab-105\ndata: {}\n\n') +
        chunk('event: gap\nid: k3f9ab-200\ndata: {"from":"k3f9ab-105","to":"k3f9ab-200","reason":"slow"}\n\n') +
        '0\r\n\r\n',
    );
    const { counted, predicted } = countedAndPredicted(question.replace('polling', 'sse'), down);
    expect(predicted).toEqual(counted);
    for (const part of dissect(encode(question.replace('polling', 'sse')), down).down.parts) expect(droppable(texts, part, 'down')).toMatch(/\.$/);
  });

  it('agrees to the byte with frames, in both directions', () => {
    const frame = (text: string) => {
      const content = encode(text);
      const head = content.length < 126 ? [0x81, content.length] : [0x81, 126, content.length >> 8, content.length & 255];
      return joined(Uint8Array.from(head), content);
    };
    const handshake =
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
    const long = notification.replace('ticker', 'x'.repeat(60));
    const down = joined(
      encode(handshake),
      frame('{"type":"hello","cursor":"k3f9ab-41","heartbeat":15000}'),
      frame(notification),
      frame(long),
      frame('{"type":"heartbeat","cursor":"k3f9ab-42"}'),
      frame('{"type":"gap","from":"k3f9ab-42","to":"k3f9ab-100","reason":"slow"}'),
      Uint8Array.of(0x89, 0),
    );
    const { counted, predicted } = countedAndPredicted(question.replace('polling', 'websocket'), down);
    expect(predicted).toEqual(counted);

    const masked = (text: string) =>
      joined(
        Uint8Array.of(0x81, 0x80 | text.length, 1, 2, 3, 4),
        encode(text).map((byte, index) => byte ^ ((index % 4) + 1)),
      );
    const spoken = joined(
      Uint8Array.of(0x8a, 0x80, 1, 2, 3, 4),
      masked('{"type":"subscribe","event":"a"}'),
      masked('{"type":"publish","event":"a","data":1}'),
    );
    const asked = encode(question.replace('polling', 'websocket'));
    const dissection = dissect(joined(asked, spoken), down);
    const { up: told } = predict(dissection, 15_000, browser);
    expect({ ...told, headers: 0 }).toEqual({ ...dissection.up.sum, headers: 0 });
  });

  it.each(['long-polling', 'sse', 'websocket'])('has no bytes of an answer while %s waits for it', (transport) => {
    const { counted, predicted } = countedAndPredicted(question.replace('polling', transport), encode(''));
    expect(counted).toEqual({ headers: 0, framing: 0, payload: 0 });
    expect(predicted).toEqual(counted);
  });

  it('is left out for requests of an unknown browser', () => {
    expect(predict(dissect(encode(question), answer(body)), 15_000, undefined).up).toBeUndefined();
  });

  it('includes a cookie, and a cursor that the browser adds', () => {
    const dissection = dissect(encode(question), answer(body));
    const plain = predict(dissection, 15_000, browser).up?.headers ?? 0;
    expect(predict(dissection, 15_000, { ...browser, cookie: 'a=12345' }).up?.headers).toBe(plain + 'Cookie: a=12345\r\n'.length);
    const resumed = dissect(encode(question.replace('\r\n\r\n', '\r\nLast-Event-ID: k3f9ab-41\r\n\r\n')), answer(body));
    expect(predict(resumed, 15_000, browser).up?.headers).toBe(plain + 'Last-Event-ID: k3f9ab-41\r\n'.length);
  });
});
