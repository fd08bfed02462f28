import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startFake } from '../support/fake-server.ts';
import { eventStream } from '../support/foreign-server.ts';
import { foundIn, type Judged } from './look.ts';

describe('A mark that is delivered', () => {
  /** An event stream with one event for each post. A reader that reconnects gets the events after its last id. */
  async function streamOf(write: (text: string) => string | Buffer, send: (bytes: Buffer, each: (part: Buffer) => void) => void, fields = {}) {
    const past: string[] = [];
    const streams = new Set<(text: string) => void>();
    const { url } = await startFake({
      http(request, response) {
        if (request.url === '/publish') {
          request.setEncoding('utf8').on('data', (text: string) => {
            past.push(`id: ${past.length + 1}\nretry: 1000\ndata: ${write(text)}\n\n`);
            for (const one of streams) one(past.at(-1) ?? '');
          });
          request.once('end', () => response.writeHead(202).end());
          return;
        }
        response.writeHead(200, { ...eventStream, 'Cache-Control': 'no-store', ...fields }).flushHeaders();
        const one = (text: string) => send(Buffer.from(text), (part) => void response.write(part));
        for (const text of past.slice(Number(request.headers['last-event-id'] ?? past.length))) one(text);
        streams.add(one);
        response.once('close', () => streams.delete(one));
      },
    });
    return { endpoint: `sse:${url}/events`, publish: `${url}/publish` };
  }
  /** Findings about marks only: the silence is too short for a finding about heartbeats. */
  const marksIn = (judged: Judged) => foundIn(judged, { silence: 10 });
  const whole = (bytes: Buffer, each: (part: Buffer) => void) => each(bytes);

  it('escaped: is recognized', async () => {
    expect(await marksIn(await streamOf((text) => JSON.stringify({ html: `<b>${JSON.stringify(text)}</b>` }), whole))).toEqual([]);
  });

  it('split into single bytes: is recognized', async () => {
    const bytewise = (bytes: Buffer, each: (part: Buffer) => void) => {
      for (const byte of bytes) each(Buffer.from([byte]));
    };
    expect(await marksIn(await streamOf(String, bytewise))).toEqual([]);
  });

  it('compressed although the client did not accept it: is recognized', async () => {
    const zipped = (bytes: Buffer, each: (part: Buffer) => void) => each(gzipSync(bytes));
    expect(await marksIn(await streamOf(String, zipped, { 'Content-Encoding': 'gzip' }))).toEqual([]);
  });

  it('twice in one message: counts once; in two messages: is doubled', async () => {
    expect(await marksIn(await streamOf((text) => `${text} ${text}`, whole))).toEqual([]);
    const twice = (bytes: Buffer, each: (part: Buffer) => void) => each(Buffer.concat([bytes, bytes]));
    expect(await marksIn(await streamOf(String, twice))).toEqual(['doubled']);
  });

  it('late, after the marks of the cut: the minute of silence begins when it has arrived', async () => {
    // The fourth is published when the reader has reconnected, and would interrupt the silence.
    const [silence, idle] = [200, 160];
    const late = (bytes: Buffer, each: (part: Buffer) => void) => void setTimeout(each, bytes.includes('id: 4\n') ? silence / 2 : 0, bytes);
    expect(await foundIn(await streamOf(String, late), { silence }, idle)).toEqual(['no-heartbeat']);
  });
});
