import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { Tap } from '../../server/lab/apparatus/telemetry/tap.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { frame } from '../support/raw-websocket.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { ask, Onlooker, total } from './telemetry-support.ts';

expectNoMistakes();

/** Watches 66 other tabs one after the other: the lab remembers 64 that nobody watches any more, so it forgets the tab before them. */
async function watchOthers(onlooker: Onlooker): Promise<void> {
  for (let count = 0; count <= 65; count += 1) await onlooker.watch(`other-${count}`);
}

it.each(['sse', 'websocket'] as const)(
  'a stream on %s that is open already is reported from the watch on, to the byte, until its end',
  async (transport) => {
    const lab = await startTestLab();
    const client = ask(lab, transport);
    await client.until('hello', () => client.text.includes('hello'));
    await appendNumbers(lab, 1);
    await client.until('the first', () => client.text.includes('"data":1'));
    const before = client.length;
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    await appendNumbers(lab, 2, 'number', 2);
    await onlooker.until('the pushed notifications', () => onlooker.of('wrote').length === 1);
    expect(onlooker.records[0]).toMatchObject({ kind: 'asked', exchange: 1, transport, bytes: client.socket.bytesWritten, adopted: true });
    expect(onlooker.of('asked')[0]?.at).toBeLessThan(onlooker.of('wrote')[0]?.at ?? 0);
    expect(onlooker.of('wrote')[0]).toMatchObject({ exchange: 1, notifications: 2, first: 2, last: 3, bytes: { headers: 0 } });
    await client.until('both', () => client.length === before + total(onlooker.records));
    if (transport === 'websocket') {
      const message = frame('{"type":"subscribe","event":"number"}');
      client.socket.write(message);
      await onlooker.until('the message of the client', () => onlooker.of('heard')[0]?.bytes === message.byteLength);
    }
    client.socket.destroy();
    await onlooker.until('its end', () => onlooker.of('ended')[0]?.exchange === 1);
  },
);

it('a poll that is held already is reported with its whole answer', async () => {
  const lab = await startTestLab();
  const client = ask(lab, 'long-polling', '&after=now&hold=55');
  await eventually('the poll to be held', () => lab.followers() === 1);
  const onlooker = await (await Onlooker.at(lab)).watch('mine');
  await appendNumbers(lab, 1);
  await onlooker.until('the answer', () => onlooker.of('answered').length === 1);
  expect(onlooker.of('asked')).toHaveLength(1);
  const [asked, answered] = [onlooker.of('asked')[0], onlooker.of('answered')[0]];
  expect(asked).toMatchObject({ transport: 'long-polling', adopted: true });
  expect(answered).toMatchObject({ exchange: asked?.exchange, status: 200, notifications: 1, first: 1, last: 1 });
  await client.until('the same bytes', () => client.length === total(onlooker.records));
  const { down, cut } = await onlooker.open(asked?.exchange ?? 0);
  expect([down, cut]).toEqual([client.received, 0]);
});

it('a stream that was not watched for a while goes on under its number, and bytes of that time are not kept', async () => {
  const lab = await startTestLab();
  const onlooker = await (await Onlooker.at(lab)).watch('mine');
  const client = ask(lab, 'websocket');
  await onlooker.until('the stream', () => onlooker.of('wrote').length === 1);
  const { down: kept } = await onlooker.open(1);
  await watchOthers(onlooker);
  await appendNumbers(lab, 1);
  await client.until('the first', () => client.text.includes('"data":1'));
  await onlooker.watch('mine');
  await appendNumbers(lab, 1, 'number', 2);
  await onlooker.until('the second', () => onlooker.of('wrote').length === 2);
  expect(onlooker.of('wrote')[1]).toMatchObject({ exchange: 1, notifications: 1, first: 2 });
  expect(onlooker.of('asked').map(({ exchange, adopted }) => [exchange, adopted])).toEqual([
    [1, undefined],
    [1, true],
  ]);
  await client.until('the second', () => client.text.includes('"data":2'));
  const after = await onlooker.open(1);
  expect([after.down, after.cut]).toEqual([kept, client.length - kept.byteLength]);
});

it('exchanges that have ended are not reported, and later ones on their connections are', async () => {
  const lab = await startTestLab();
  const client = ask(lab, 'polling', '&after=now');
  await client.until('an answer', () => client.text.includes('cursor'));
  const gone = ask(lab, 'sse');
  await gone.until('hello', () => gone.text.includes('hello'));
  gone.socket.destroy();
  const onlooker = await Onlooker.at(lab);
  await onlooker.until('no reader to be left', () => onlooker.all('load').some(({ load }) => load.followers === 0));
  await onlooker.watch('mine');
  ask(lab, 'polling', '&after=now', client);
  await onlooker.until('the second answer', () => onlooker.of('answered').length === 1);
  expect(onlooker.of('asked')).toHaveLength(1);
  expect(onlooker.of('asked')[0]?.adopted).toBeUndefined();
});

it.each([
  [999, 1],
  [1_000, 0],
])('the last thousand connections with a lane are remembered: one, with %i others after it', (others, remembered) => {
  const server = new EventEmitter() as Server;
  const tap = new Tap();
  tap.attach(server);
  const open = (tab: string) => {
    const request = { url: `/stream/sse?lane=${tab}`, method: 'GET', httpVersion: '1.1', rawHeaders: [], headers: {}, socket: new Socket() };
    server.emit('request', request, { writableEnded: false });
  };
  open('mine');
  for (let count = 0; count < others; count += 1) open('other');
  tap.watch('mine', () => {});
  expect(tap.adopted('mine')).toHaveLength(remembered);
});

it.each(['', 'a%20b', 'x'.repeat(65)])('an invalid name of a tab (%s) is not a lane', (name) => {
  const server = new EventEmitter() as Server;
  const tap = new Tap();
  tap.attach(server);
  server.emit('request', { url: `/stream/sse?lane=${name}`, rawHeaders: [], headers: {}, socket: new Socket() }, { writableEnded: false });
  tap.watch(decodeURIComponent(name), () => {});
  expect(tap.adopted(decodeURIComponent(name))).toEqual([]);
});
