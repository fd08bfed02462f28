import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerHead,
  chromiumReader,
  chunkFraming,
  connectBytes,
  emptyAnswerHead,
  eventFraming,
  exchangeWire,
  frameHeader,
  helloChunk,
  inChunk,
  ping,
  pong,
  pushWire,
  streamHead,
  upgradeHead,
} from '../../bench/model/index.ts';
import { chunkedEvents, plainEvents } from '../../server/stream/transports/event-framing.ts';
import { textFrames } from '../../server/stream/transports/frame.ts';
import { allHeads } from './model-support.ts';

const host = '127.0.0.1:35915';

describe('A WebSocket frame', () => {
  it.each([
    [0, 2, 6],
    [100, 2, 6],
    [125, 2, 6],
    [126, 4, 8],
    [65_535, 4, 8],
    [65_536, 10, 14],
  ])('of %d bytes has a header of %d from the server and %d from a client', (length, server, client) => {
    expect([frameHeader(length), frameHeader(length, true)]).toEqual([server, client]);
  });

  it('has the header that the server writes, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), (length) => {
        expect(textFrames([Buffer.alloc(length)]).byteLength).toBe(length + frameHeader(length));
      }),
      { numRuns: 30 },
    );
  });

  it('carries 100 bytes in 102, and ten of a client in 16; a ping costs two bytes down and six up', () => {
    expect(100 + frameHeader(100)).toBe(102);
    expect(10 + frameHeader(10, true)).toBe(16);
    expect([ping, pong]).toEqual([2, 6]);
  });
});

describe('Heads', () => {
  it('of Chromium 156 have the sizes that were counted at its sockets', () => {
    const heads = allHeads(chromiumReader(host, '/healthz'));
    expect(heads.polling).toEqual({ opening: 551, question: 558 });
    expect(heads['long-polling']).toEqual({ opening: 551, question: 571 });
    expect(heads.sse).toEqual({ opening: 561, question: 0 });
    expect(heads.websocket).toEqual({ opening: 513, question: 0 });
  });

  it('of this server have the sizes of their text', () => {
    expect({ answerHead, emptyAnswerHead, streamHead, upgradeHead }).toEqual({
      answerHead: 179,
      emptyAnswerHead: 137,
      streamHead: 179,
      upgradeHead: 129,
    });
  });
});

describe('Framing of an event', () => {
  it('is its id line, the word data and the empty line', () => {
    expect(eventFraming('k3f9ab-42'.length)).toBe('id: k3f9ab-42\ndata: \n\n'.length);
  });

  it('takes six bytes more in a chunk of 16 to 255 bytes, seven up to 4,095, and five as the last one', () => {
    expect([16, 255, 256, 4_095, 0].map(chunkFraming)).toEqual([6, 6, 7, 7, 5]);
    // The mean length of an event need not be a whole number.
    expect(chunkFraming(152.4)).toBe(6);
  });

  it('equals that of the server for any length, and is shared by the events of one write', () => {
    const entry = (length: number, seq: number) => ({ id: `a-${seq}`, json: Buffer.alloc(length, 'x') });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 70_000 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        const entries = lengths.map((length, index) => entry(length, index + 1));
        const events = lengths.reduce((sum, length) => sum + length + eventFraming(3), 0);
        expect(plainEvents.notifications(entries).byteLength).toBe(events);
        expect(chunkedEvents.notifications(entries).byteLength).toBe(inChunk(events));
      }),
      { numRuns: 30 },
    );
  });

  it('of a hello always has a chunk size of two digits', () => {
    for (const cursor of ['a-0', `${'k'.repeat(32)}-9007199254740991`]) {
      for (const heartbeat of [0, 86_400_000]) {
        for (const gapFollows of [false, true]) {
          const hello = { cursor, heartbeat };
          expect(chunkedEvents.hello(hello, gapFollows).byteLength - plainEvents.hello(hello, gapFollows).byteLength).toBe(helloChunk);
        }
      }
    }
  });
});

describe('TCP and IP', () => {
  it('make 206 of a 102-byte frame and 1,017 of an 861-byte exchange', () => {
    expect(pushWire(102)).toBe(206);
    expect(pushWire(120)).toBe(224);
    expect(exchangeWire(497, 364)).toBe(1_017);
    expect(exchangeWire(497, 261)).toBe(914);
  });

  it('cost 20 bytes more per segment over IPv6, and a segment for every 1,448 bytes', () => {
    expect(pushWire(102, 'ipv6') - pushWire(102)).toBe(40);
    expect(pushWire(1_449) - pushWire(1_448)).toBe(53);
    expect(connectBytes('ipv4')).toBe(172);
  });
});
