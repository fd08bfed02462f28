import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { eventually } from '../support/eventually.ts';
import { comeback, essentials, retained, startFedLab } from './sources-support.ts';

/** A foreign feed: each connection gets what `answer` writes. */
async function startForeignFeed(answer: (response: ServerResponse, request: IncomingMessage) => void): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${listeningPort(server)}/`;
}

describe('A foreign feed:', () => {
  test('named events, data of several lines, JSON and text, comments and all three line ends are read as the standard defines.', async () => {
    const url = await startForeignFeed((response) => {
      response.write('\uFEFF: welcome\r\nretry: 10\r\n\r\n');
      response.write('event: edit\r\nid: 1\r\ndata: {"title":\r\ndata: "two lines"}\r\n\r\n');
      response.write(':ping\n\ndata: not JSON\ndata:\ndata:  indented\n\n');
      response.write('event: hello\rdata: 7\r\r');
      response.write('event: no-data\n\n');
      response.write(`event: ${'x'.repeat(65)}\ndata: 1\n\n`);
      response.write(`data: ${'x'.repeat(70_000)}\n\n`);
      response.write('event: last\ndata: true\nunknown: field\n\n');
    });
    const { log, said } = await startFedLab(`sse:${url}`);
    await eventually('the last event', () => retained(log).at(-1)?.event === 'last');
    expect(essentials(log)).toEqual([
      { event: 'edit', data: { title: 'two lines' } },
      { event: 'message', data: 'not JSON\n\n indented' },
      { event: 'hello', data: 7 },
      { event: 'last', data: true },
    ]);
    expect(said).toEqual([
      expect.stringMatching(/: an event is left out: Expected `event` to be a string of 1 to 64 characters/),
      expect.stringMatching(/: an event is left out: Expected `data` of at most 65536 bytes/),
    ]);
  });

  test('the last id is sent again on reconnecting, in UTF-8.', async () => {
    const presented: (string | undefined)[] = [];
    const url = await startForeignFeed((response, { headers }) => {
      const id = headers['last-event-id'] as string | undefined;
      presented.push(id && Buffer.from(id, 'latin1').toString());
      response.end(`id: grüß-🌍-${presented.length}\ndata: ${presented.length}\n\ndata: cut off`);
    });
    const { log, said } = await startFedLab(`sse:${url}`);
    await eventually('two connections', () => log.window.head >= 2, comeback);
    expect(presented.slice(0, 2)).toEqual([undefined, 'grüß-🌍-1']);
    expect(essentials(log).slice(0, 2)).toEqual([
      { event: 'message', data: 1 },
      { event: 'message', data: 2 },
    ]);
    expect(said[0]).toMatch(/: the feed ended; again in \d\.\d s after grüß-🌍-1\.$/);
  });
});
