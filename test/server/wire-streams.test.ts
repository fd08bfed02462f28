import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Config } from '../../server/lab/config.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { closed } from '../support/closed.ts';
import { eventually } from '../support/eventually.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { at, longPoll } from './wire-support.ts';

/** Reads an event stream as text until it contains what is expected. */
async function openStream(lab: Lab, query = '', headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(`${lab.url}/stream/sse${query}`, { headers, signal: leaving.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
  })().catch(() => {});
  return {
    response,
    reading,
    async until(end: string | RegExp): Promise<string> {
      await eventually(
        () => `the event stream to hold ${end}; it is ${JSON.stringify(text)}`,
        () => text.search(end) >= 0,
      );
      return text;
    },
  };
}

/** Collects the frames of a WebSocket. */
async function openSocket(lab: Lab, query = '') {
  const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/stream/websocket${query}`);
  onTestFinished(() => socket.terminate());
  const frames: unknown[] = [];
  socket.on('message', (text) => frames.push(JSON.parse(String(text))));
  await once(socket, 'open');
  return {
    socket,
    frames,
    async reach(count: number): Promise<unknown[]> {
      await eventually(
        () => `${count} frames; there are ${JSON.stringify(frames)}`,
        () => frames.length >= count,
      );
      return frames;
    },
  };
}

test('an event stream sends `retry`, hello with an id, and then one event per notification', async () => {
  const lab = await startTestLab();
  await appendNumbers(lab, 1);
  const stream = await openStream(lab, '?after=earliest');
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
  expect(stream.response.headers.get('cache-control')).toBe('no-store, no-transform');
  expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
  expect(stream.response.headers.get('transfer-encoding')).toBe('chunked');
  const text = await stream.until(/number.*\n\n/);
  const [zero, one] = [at(lab, 0), at(lab, 1)];
  expect(text).toMatch(
    new RegExp(
      `^retry: [12]\\d{3}\nevent: hello\nid: ${zero}\ndata: \\{"cursor":"${zero}","heartbeat":15000\\}\n\nid: ${one}\ndata: \\{"id":"${one}","event":"number","data":1,"at":[\\d.]+\\}\n\n$`,
    ),
  );
});

test('the hello of an event stream has no id if a gap follows, and the gap has the id of the new cursor', async () => {
  const lab = await startTestLab({ window: 5 });
  await appendNumbers(lab, 20);
  const stream = await openStream(lab, `?after=${at(lab, 3)}&event=none`);
  const text = await stream.until(/gap.*\n.*\n.*\n\n/);
  const gap = { from: at(lab, 3), to: at(lab, 15), reason: 'expired' };
  expect(text.slice(text.indexOf('event: hello'))).toMatch(
    `event: hello\ndata: {"cursor":"${at(lab, 3)}","heartbeat":15000}\n\nevent: gap\nid: ${at(lab, 15)}\ndata: ${JSON.stringify(gap)}\n\n`,
  );
});

test('Last-Event-ID takes precedence over the cursor in the URL, because it is newer', async () => {
  const lab = await startTestLab();
  await appendNumbers(lab, 5);
  const stream = await openStream(lab, `?after=${at(lab, 1)}`, { 'Last-Event-ID': at(lab, 4) });
  expect(await stream.until(/"number".*\n\n/)).not.toContain(`id: ${at(lab, 4)}\ndata: {"id"`);
});

test('two readers get different values of `retry`', async () => {
  const lab = await startTestLab();
  const streams = await Promise.all(Array.from({ length: 12 }, () => openStream(lab)));
  const texts = await Promise.all(streams.map((stream) => stream.until(/hello.*\n.*\n.*\n\n/)));
  expect(new Set(texts.map((text) => /retry: (\d+)/.exec(text)?.[1])).size).toBeGreaterThan(6);
});

test('heartbeats with the cursor are sent during silence, on both push transports', async () => {
  const beating: Partial<Config> = { heartbeat: 0.05, window: 1_000 };
  const lab = await startTestLab(beating);
  const [stream, socket] = [await openStream(lab, '?event=rare'), await openSocket(lab, '?event=rare')];
  await appendNumbers(lab, 3);
  expect(await stream.until(`event: heartbeat\nid: ${at(lab, 3)}\ndata: {}\n\n`)).toBeTruthy();
  await eventually('a heartbeat frame', () =>
    socket.frames.some((frame) => JSON.stringify(frame) === `{"type":"heartbeat","cursor":"${at(lab, 3)}"}`),
  );
});

test('a WebSocket gets hello, then plain notifications, and an answer to each of its commands', async () => {
  const lab = await startTestLab();
  const { socket, frames, reach } = await openSocket(lab);
  await reach(1);
  expect(frames[0]).toEqual({ type: 'hello', cursor: at(lab, 0), heartbeat: 15_000 });
  socket.send('{"type":"publish","event":"a","data":{"x":1},"ref":7}');
  await reach(3);
  expect(frames).toContainEqual({ type: 'ack', ref: 7, id: at(lab, 1) });
  expect(frames).toContainEqual({ id: at(lab, 1), event: 'a', data: { x: 1 }, at: expect.any(Number) });
  socket.send('{"type":"subscribe","event":"b","ref":"s"}');
  await reach(4);
  expect(frames[3]).toEqual({ type: 'ack', ref: 's', cursor: at(lab, 1) });
  await lab.log.append([
    { event: 'a', data: 2 },
    { event: 'b', data: 3 },
  ]);
  await reach(5);
  expect(frames[4]).toMatchObject({ id: at(lab, 3), data: 3 });
  socket.send('{"type":"unsubscribe","event":"b"}');
  await reach(6);
  expect(frames[5]).toEqual({ type: 'ack', cursor: at(lab, 3) });
  socket.send('{"type":"broadcast","event":"c","data":4,"ref":8}');
  await reach(8);
  expect(frames.slice(6)).toContainEqual(expect.objectContaining({ event: 'c', broadcast: true }));
});

test('frames keep their lengths in a burst with pings in between', async () => {
  const lab = await startTestLab();
  const { socket, frames, reach } = await openSocket(lab);
  const sizes = [0, 60, 61, 62, 65_000, 1, 65_400];
  let pongs = 0;
  socket.on('pong', () => {
    pongs += 1;
  });
  for (let round = 0; round < 10; round += 1) {
    socket.ping();
    for (const size of sizes) await lab.log.append([{ event: 'a', data: 'x'.repeat(size) }]);
  }
  await reach(1 + 10 * sizes.length);
  const got = frames.slice(1).map((frame) => (frame as { data: string }).data.length);
  expect(got).toEqual(Array.from({ length: 10 }, () => sizes).flat());
  await eventually('a pong for every ping', () => pongs === 10);
});

test('a WebSocket that does not answer a ping is closed', async () => {
  const lab = await startTestLab({ heartbeat: 0.05 });
  const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/stream/websocket`, { autoPong: false });
  await once(socket, 'open');
  const [code] = (await closed(socket)) as [number];
  expect(code).toBe(1006);
  await eventually('the reader to be gone', () => lab.followers() === 0);
});

test('closing the lab ends a held poll with 204, an event stream with its end, and a WebSocket with 1001', async () => {
  const lab = await startTestLab();
  const [stream, socket, held] = [await openStream(lab), await openSocket(lab), longPoll(lab, `?after=${at(lab, 0)}`)];
  await eventually('three readers', () => lab.followers() === 3);
  const gone = closed(socket.socket);
  await lab.close();
  expect((await held).status).toBe(204);
  expect((await gone)[0]).toBe(1_001);
  await stream.reading;
  expect(lab.followers()).toBe(0);
  await expect(lab.log.append([{ event: 'a', data: 1 }])).rejects.toMatchObject({ code: 'unavailable' });
});
