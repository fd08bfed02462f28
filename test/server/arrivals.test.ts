import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { ArrivalsFeed } from '../../server/lab/apparatus/telemetry/arrivals-feed.ts';
import { ArrivalBook } from '../../server/lab/apparatus/weather/arrivals.ts';
import type { ToldArrivals } from '../../server/lab/apparatus/weather/conditions.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';
import { Client, serve, weatherFor } from './weather-support.ts';

expectNoMistakes();

type List = Exclude<keyof ToldArrivals, 'at'>;

const sum = (pieces: readonly Partial<ToldArrivals>[], list: List): number =>
  pieces.flatMap((piece) => piece[list] ?? []).reduce((total, count) => total + count, 0);

it('Arrivals are counted for each tenth of a second that has ended, and kept for a minute', () => {
  let now = 5_050;
  const book = new ArrivalBook(() => now);
  book.add('connections');
  book.add('requests', 3);
  expect(book.since(0)).toEqual({ at: 5_000, connections: [], requests: [], refused: [] });
  now = 5_320;
  book.add('refused');
  expect(book.since(0)).toEqual({ at: 5_000, connections: [1, 0, 0], requests: [3, 0, 0], refused: [0, 0, 0] });
  now = 5_400;
  expect(book.since(5_300)).toEqual({ at: 5_300, connections: [0], requests: [0], refused: [1] });
  expect(book.since(5_400).connections).toEqual([]);
  expect(book.since(9e9).connections).toEqual([]);
  now += 3_600_000;
  book.add('connections');
  now += 100;
  const kept = book.since(0);
  expect(kept.connections).toHaveLength(600);
  expect([kept.at + 60_000, sum([kept], 'connections'), sum([kept], 'refused')]).toEqual([now, 1, 0]);
});

it('The feed requests one piece at a time, each from the end of the one before, and keeps the last minute for pages that connect later', async () => {
  const asked: number[] = [];
  const piece = (at: number, count: number): ToldArrivals => ({
    at,
    connections: Array(count).fill(1),
    requests: Array(count).fill(0),
    refused: Array(count).fill(0),
    due: Array(count).fill(2),
  });
  const answers: (ToldArrivals | undefined | Error)[] = [
    piece(1_000, 3),
    undefined,
    new Error('gone'),
    piece(1_300, 0),
    piece(1_300, 599),
    piece(90_000, 2),
  ];
  const feed = new ArrivalsFeed(async (from) => {
    asked.push(from);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const [first, second] = await Promise.all([feed.next(), feed.next()]);
  expect([first?.at, second]).toEqual([1_000, undefined]);
  for (let turn = 0; turn < 3; turn += 1) expect(await feed.next()).toBeUndefined();
  await feed.next();
  expect(asked).toEqual([0, 1_300, 1_300, 1_300, 1_300]);
  expect([feed.kept.at, feed.kept.connections.length, feed.kept.due.length]).toEqual([1_300 + 59_900 - 60_000, 600, 600]);
  await feed.next();
  expect(feed.kept).toEqual(piece(90_000, 2));
  feed.forget();
  expect(feed.kept.connections).toEqual([]);
});

it('The relay counts connections, requests on them, what it answers with 503, and what no server accepted', async () => {
  const server = createServer((_request, response) => void response.end('x'));
  const weather = await weatherFor(await serve(server));
  const counted = () => weather.arrivals(0);
  const client = new Client(weather.port);
  client.socket.write('GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n');
  await eventually('both answers', () => client.text.split('HTTP/1.1 200').length === 3);
  const lift = weather.fault({ kind: 'unavailable' });
  const refused = new Client(weather.port);
  refused.socket.write('GET /c HTTP/1.1\r\nHost: a\r\n\r\n');
  await refused.until('a 503', () => refused.text.includes('503'));
  lift();
  weather.retarget({ port: 0 });
  const reset = new Client(weather.port);
  await reset.until('an end', () => reset.ended !== undefined);
  await eventually('three connections', () => sum([counted()], 'connections') === 3);
  await eventually('two that were refused', () => sum([counted()], 'refused') === 2);
  expect(sum([counted()], 'requests')).toBe(3);
});

it('A page receives the counts of bots that reconnect, refused ones included; without weather it receives none', async () => {
  const lab = await startTestLab({ weather: true, rtt: 0 });
  const onlooker = await Onlooker.at(lab);
  const told = () => onlooker.all('arrivals').map(({ arrivals }) => arrivals);
  await onlooker.tell({ type: 'bots', bots: { sse: 20 }, retry: 'fixed', first: 100 });
  await eventually('twenty readers', () => lab.followers() === 20);
  await onlooker.until('their arrival', () => sum(told(), 'connections') === 20);
  await onlooker.tell({ type: 'fault', fault: { kind: 'unavailable' } });
  await onlooker.tell({ type: 'fault', fault: { kind: 'cut' } });
  await onlooker.until('sixty refusals', () => sum(told(), 'refused') >= 60);
  await onlooker.tell({ type: 'lift' });
  const pieces = told();
  // Each bot had set a timer for each of its attempts.
  expect(sum(pieces, 'due')).toBeGreaterThanOrEqual(60);
  for (const [index, { at, connections, requests, refused, due }] of pieces.entries()) {
    expect(new Set([requests.length, refused.length, due.length])).toEqual(new Set([connections.length]));
    const before = pieces[index - 1];
    if (before) expect(at).toBe(before.at + before.connections.length * 100);
  }
  // A page that connects later gets what is kept, at once.
  const later = await Onlooker.at(lab);
  await later.until('the last minute', () => later.all('arrivals').length > 0);
  expect(sum([later.all('arrivals')[0]?.arrivals ?? {}], 'refused')).toBeGreaterThanOrEqual(60);

  const bare = await Onlooker.at(await startTestLab());
  await bare.until('the load', () => bare.all('load').length > 0);
  expect(bare.all('arrivals')).toEqual([]);
});
