import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { openSource } from '../../server/lab/sources/index.ts';
import { ndjsonSource } from '../../server/lab/sources/ndjson.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import type { NotificationLog } from '../../server/stream/log/notification-log.ts';
import { type Notification, parseCursor } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { openInNode } from '../support/platform.ts';
import { startRelay } from '../support/relay.ts';
import { appendNumbers, labConfig, startTestLab } from '../support/start-lab.ts';

/** Milliseconds: a feed comes back within one or two seconds. */
const comeback = 20_000;

/** What is retained. */
function retained(log: NotificationLog): Notification[] {
  const { entries } = log.window.read(log.window.oldest - 1, Filter.all, { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY });
  return entries.map(({ json }) => JSON.parse(json.toString()) as Notification);
}

/** Without what this lab gave: number and time. */
const essentials = (log: NotificationLog) => retained(log).map(({ id: _id, at: _at, ...rest }) => rest);

/** A lab that is fed, and what it said about it. */
async function startFedLab(source: string, overrides: Parameters<typeof labConfig>[0] = {}): Promise<Lab & { readonly said: string[] }> {
  const said: string[] = [];
  const lab = await startLab(labConfig({ source: [source], ...overrides }), (line) => said.push(line));
  onTestFinished(() => lab.close());
  return Object.assign(lab, { said });
}

/** An NDJSON file for one test. */
function recorded(text: string): string {
  const path = join(temporaryFolder(), 'recorded.ndjson');
  writeFileSync(path, text);
  return path;
}

const ended = (said: readonly string[]) => eventually('the source to end', () => said.some((line) => line.includes(': ended after ')));

describe('A file of NDJSON:', () => {
  test('messages are published as they are, other JSON and other text as the data of the event "line", and blank lines are passed over.', async () => {
    const lines = [
      '{"event":"news","data":{"text":"grüß dich 🌍"},"at":1}',
      '{"event":"alarm","data":null,"broadcast":true}\r',
      '{"type":"broadcast","event":"alarm","data":[1]}',
      '',
      '  ',
      '42',
      '{"data":"no event"}',
      'GET / 200 {',
      '"the last line has no line break"',
    ];
    const path = recorded(`\uFEFF${lines.join('\n')}`);
    const before = Date.now() - 1;
    const { log, said } = await startFedLab(path);
    await ended(said);
    expect(essentials(log)).toEqual([
      { event: 'news', data: { text: 'grüß dich 🌍' } },
      { event: 'alarm', data: null, broadcast: true },
      { event: 'alarm', data: [1], broadcast: true },
      { event: 'line', data: 42 },
      { event: 'line', data: { data: 'no event' } },
      { event: 'line', data: 'GET / 200 {' },
      { event: 'line', data: 'the last line has no line break' },
    ]);
    for (const { at } of retained(log)) expect(at).toBeGreaterThan(before);
    expect(said).toEqual([`source ${path}: ended after 9 lines, 7 published.`]);
  });

  test('a line that cannot be published is reported with its number, and the rest goes on.', async () => {
    const path = recorded(
      [
        '{"event":"fine","data":1}',
        `{"event":"${'x'.repeat(65)}","data":2}`,
        '{"event":"","data":3}',
        `{"event":"large","data":"${'x'.repeat(70_000)}"}`,
        'x'.repeat(3_000_000),
        '{"type":"delete","event":"a","data":6}',
        `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
        '{"event":"fine","data":8}\n',
      ].join('\n'),
    );
    const { log, said } = await startFedLab(path);
    await ended(said);
    expect(essentials(log)).toEqual([
      { event: 'fine', data: 1 },
      { event: 'fine', data: 8 },
    ]);
    const leftOut = said.filter((line) => line.includes(' is left out: ')).map((line) => Number(/, line (\d+) is/.exec(line)?.[1]));
    expect(leftOut.sort()).toEqual([2, 3, 4, 5, 6, 7]);
    expect(said.find((line) => line.includes('line 5 '))).toBe(
      `source ${path}, line 5 is left out: Expected a line of at most 1048576 characters; got more. Split it.`,
    );
    expect(said.at(-1)).toBe(`source ${path}: ended after 8 lines, 2 published.`);
  });

  test('a character that is cut in two by the chunks stays whole, and so does a line.', async () => {
    const log = memoryLog();
    const said: string[] = [];
    const bytes = Buffer.from('"grüß 🌍"\n{"event":"a","data":"é"}\n');
    ndjsonSource(Readable.from(Array.from(bytes, (byte) => Buffer.from([byte]))), 'drops', log, (line) => said.push(line));
    await ended(said);
    expect(essentials(log)).toEqual([
      { event: 'line', data: 'grüß 🌍' },
      { event: 'a', data: 'é' },
    ]);
  });

  test('what cannot be opened keeps the lab from starting, says why, and leaves nothing running.', async () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'missing.ndjson');
    const remedy = 'Expected a file of NDJSON, - for standard input, or sse:URL.';
    const waiting = process.getActiveResourcesInfo().length;
    await expect(startFedLab(missing, { ticker: 1 })).rejects.toThrow(`--source ${missing}: there is no such file. ${remedy}`);
    await expect(startFedLab(folder)).rejects.toThrow(`--source ${folder}: this is a folder. ${remedy}`);
    await eventually('everything to be closed again', () => process.getActiveResourcesInfo().length <= waiting);
  });

  test.each(['websocket', 'sse', 'long-polling', 'polling'] as const)(
    '50,000 lines while a reader follows by %s: he gets everything, or is told what not.',
    async (transport) => {
      const count = 50_000;
      const path = recorded(Array.from({ length: count }, (_, index) => `{"event":"number","data":${index + 1}}\n`).join(''));
      const lab = await startTestLab();
      const reader = openInNode(lab.url, { transport, after: 'earliest' });
      await reader.hello();
      const said: string[] = [];
      onTestFinished(await openSource(path, lab.log, (line) => said.push(line)));
      await reader.until('the last line', () => reader.notifications.at(-1)?.data === count, comeback);
      await ended(said);
      expect(said).toEqual([`source ${path}: ended after ${count} lines, ${count} published.`]);
      const seq = (cursor: string) => parseCursor(cursor)?.seq ?? Number.NaN;
      const toldMissing = reader.gaps.reduce((sum, { from, to }) => sum + seq(to) - seq(from), 0);
      expect(reader.notifications.length + toldMissing).toBe(count);
      for (const { id, data } of reader.notifications) expect(data).toBe(seq(id));
    },
  );
});

describe('The stream of another lab:', () => {
  test('events, data, reach and time arrive as they are, whatever the events are called.', async () => {
    const upstream = await startTestLab();
    const { log } = await startFedLab(`sse:${upstream.url}/stream/sse?after=earliest`);
    const data = { nested: [null, true, 1.5, 'grüß\n🌍\u2028'] };
    await upstream.log.append(['message', 'hello', 'gap', 'heartbeat', 'grüß 🌍'].map((event, index) => ({ event, data, at: 1_000.5 + index })));
    await upstream.log.append([{ event: 'alarm', data: 'to all', broadcast: true }]);
    await eventually('six notifications', () => log.window.head === 6);
    const withoutId = (notification: Notification) => ({ ...notification, id: '' });
    const via = [upstream.log.window.epoch];
    expect(retained(log).map(withoutId)).toEqual(retained(upstream.log).map((notification) => ({ ...withoutId(notification), via })));
    expect(retained(log).map(({ id }) => parseCursor(id)?.epoch)).toEqual(Array.from({ length: 6 }, () => log.window.epoch));
  });

  test('cuts of the line, in the middle of an event too, lose nothing and double nothing.', async () => {
    const upstream = await startTestLab();
    const relay = await startRelay(upstream.port);
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(upstream, 100);
    await eventually('the first hundred', () => log.window.head === 100);
    relay.cut();
    await appendNumbers(upstream, 100, 'number', 101);
    await eventually('the second hundred, after a cut', () => log.window.head === 200, comeback);
    relay.cutBefore = '"data":250';
    await appendNumbers(upstream, 100, 'number', 201);
    await eventually('the third hundred, after a cut in the middle', () => log.window.head === 300, comeback);
    expect(retained(log).map(({ data }) => data)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(said).toHaveLength(2);
    for (const line of said) expect(line).toMatch(/^source http:\S+: .+; again in \d\.\d s after \w+-\d+\.$/);
    expect(said[0]).toContain(`after ${upstream.log.window.epoch}-100.`);
  });

  test('when it starts anew the gap is reported, and it goes on with what the new one holds.', async () => {
    const first = await startTestLab();
    const relay = await startRelay(first.port);
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(first, 3);
    await eventually('the numbers of the first', () => log.window.head === 3);
    const second = await startTestLab();
    await appendNumbers(second, 2, 'number', 10);
    relay.target = second.port;
    await first.close();
    await eventually('the numbers of the second', () => log.window.head === 5, comeback);
    expect(retained(log).map(({ data }) => data)).toEqual([1, 2, 3, 10, 11]);
    expect(said.filter((line) => line.includes(': a gap is told (epoch): '))).toHaveLength(1);
  });

  test('a 503 is reported with its status, and it comes back once that is over.', async () => {
    const upstream = await startTestLab();
    const relay = await startRelay(upstream.port);
    relay.refuse = '503';
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(upstream, 1);
    await eventually('the 503 to be reported', () => said.some((line) => line.includes('expected an event stream; got status 503')));
    relay.refuse = 'nothing';
    await eventually('the number', () => log.window.head === 1, comeback);
  });

  test('a line that falls silent is given up after two and a half heartbeats, and taken up again.', async () => {
    const upstream = await startTestLab({ heartbeat: 0.2 });
    const relay = await startRelay(upstream.port);
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(upstream, 1);
    await eventually('the first number', () => log.window.head === 1);
    relay.blackHole = true;
    await eventually('the silence to be reported', () => said.some((line) => line.includes(': silent for 0.5 s; again in ')), comeback);
    relay.blackHole = false;
    await appendNumbers(upstream, 1, 'number', 2);
    await eventually('the second number', () => log.window.head === 2, comeback);
  });

  test("the lab's own stream is refused, because it would feed on itself.", async () => {
    const lab = await startTestLab();
    const said: string[] = [];
    onTestFinished(await openSource(`sse:${lab.url}/stream/sse`, lab.log, (line) => said.push(line)));
    await eventually('a word on it', () => said.length > 0);
    expect(said).toEqual([`source ${lab.url}/stream/sse: this is the lab's own stream: it would feed on itself. It is closed; the lab goes on.`]);
    await eventually('the stream to be left', () => lab.followers() === 0);
  });

  test('an address where nobody listens is reported in plain words.', async () => {
    const { port } = await startTestLab().then(async (lab) => {
      await lab.close();
      return lab;
    });
    const { said } = await startFedLab(`sse:http://127.0.0.1:${port}/stream/sse`);
    await eventually('a report', () => said.length > 0);
    expect(said[0]).toMatch(
      new RegExp(`^source http://127.0.0.1:${port}/stream/sse: connect ECONNREFUSED 127.0.0.1:${port}; again in [01]\\.\\d s\\.$`),
    );
  });
});

/** Somebody else's feed: each connection gets what `answer` writes. */
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
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('A feed of somebody else:', () => {
  test('named events, data of several lines, JSON and text, comments and all three line ends are read as the standard says.', async () => {
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

  test('the last id is presented again, in UTF-8.', async () => {
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
