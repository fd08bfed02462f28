import { EventSource } from 'eventsource';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Race } from '../../client/page/race/race.ts';
import type { Surroundings } from '../../client/page/race/surroundings.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

/** Notifications per second and lane for which the recording has room. */
const capacity = 2 ** 12;

/** A race in Node, set up as a page does. */
function join(url: string, tab: string, serverNow = () => Date.now()): Race {
  const browser = { fetch, EventSource, WebSocket } as unknown as Surroundings['browser'];
  const race = new Race(
    {
      lab: new URL('/', url),
      tab,
      browser,
      pageNow: () => Date.now(),
      serverNow,
      streamOptions: () => ({ interval: 100, hold: 5 }),
      handicap: (openers) => openers,
      handshakeFailed: () => {},
    },
    capacity,
  );
  onTestFinished(() => race.run([]));
  return race;
}

const open = (race: Race, names: readonly TransportName[]) =>
  eventually(`${names.join(', ')} to be open`, () => {
    expect([...race.lanes].map(({ stream }) => stream.transport).sort()).toEqual([...names].sort());
    return [...race.lanes].every(({ stream }) => stream.state === 'open' && stream.cursor !== undefined);
  });

/** Waits until each of these lanes has delivered exactly this many notifications. */
const delivered = (race: Race, names: readonly TransportName[], count: number) =>
  eventually(`${count} deliveries on ${names.join(', ')}`, () => {
    for (const lane of race.lanes) lane.settle();
    return names.every((name) => race.recording.books[name].delivered === count);
  });

function kindsOf(race: Race): Set<string> {
  const kinds = new Set<string>();
  race.recording.track.scan(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, ({ kind }) => kinds.add(kind));
  return kinds;
}

describe('two races in one place', () => {
  it('count, pause and reset independently', async () => {
    const lab = await startTestLab();
    const [one, other] = [join(lab.url, 'one'), join(lab.url, 'other')];
    one.run(transportNames);
    other.run(['sse', 'websocket']);
    await open(one, transportNames);
    await open(other, ['sse', 'websocket']);
    await appendNumbers(lab, 3);
    await delivered(one, transportNames, 3);
    await delivered(other, ['sse', 'websocket'], 3);
    expect(one.events.count).toBe(12);
    expect(other.events.count).toBe(6);
    expect(other.recording.books.polling.delivered).toBe(0);

    one.pause('visitor');
    expect([one.paused.value, other.paused.value]).toEqual(['visitor', undefined]);
    await appendNumbers(lab, 2, 'number', 4);
    await delivered(other, ['sse', 'websocket'], 5);
    expect(one.recording.books.sse.delivered).toBe(3);

    other.restart();
    expect(other.recording.books.sse.delivered).toBe(0);
    one.resume('visitor');
    await delivered(one, transportNames, 5);
    expect(one.recording.books.sse).toMatchObject({ delivered: 5, missing: 0, doubled: 0, gaps: 0 });
  });

  it('record their own requests and their own idle lanes', async () => {
    const lab = await startTestLab();
    const [one, other] = [join(lab.url, 'one'), join(lab.url, 'other')];
    one.run(['polling']);
    one.lanesChanged();
    await open(one, ['polling']);
    await eventually('an answer to a poll', () => kindsOf(one).has('hears'));
    expect(kindsOf(one)).toEqual(new Set(['asks', 'hears', 'idle']));
    expect(kindsOf(other)).toEqual(new Set());
    expect(one.connections.claim('polling', Date.now(), 5_000)).toBe('polling');
    expect(other.connections.crowd(Date.now()).wanted).toBe(0);
  });

  it('keep the time that each lane runs: not while it is closed, paused or without a stream, and from zero after a restart', async () => {
    const lab = await startTestLab();
    let now = 0;
    const race = join(lab.url, 'one', () => now);
    const { running } = race.recording;
    const lane = race.open({ transport: 'polling' });
    now = 1_000;
    lane.stream.switchTo('sse');
    race.lanesChanged();
    now = 3_000;
    expect([running.polling.elapsed, running.sse.elapsed]).toEqual([1_000, 2_000]);
    race.pause('visitor');
    now = 4_000;
    race.resume('visitor');
    now = 4_500;
    expect([running.polling.elapsed, running.sse.elapsed]).toEqual([1_000, 2_500]);
    race.restart();
    now = 4_600;
    expect([running.polling.elapsed, running.sse.elapsed]).toEqual([0, 100]);
    lane.close();
    now = 5_000;
    expect(running.sse.elapsed).toBe(100);
  });

  it('record no lane as idle after it was reopened', async () => {
    const lab = await startTestLab();
    let now = 0;
    const race = join(lab.url, 'one', () => now);
    race.run(transportNames);
    race.lanesChanged();
    now = 1_000;
    race.reopen();
    now = 2_000;
    race.recording.ongoing.renew();
    const idle: unknown[] = [];
    race.recording.track.scan(1_500, Number.POSITIVE_INFINITY, ({ kind, lane }) => kind === 'idle' && idle.push(lane));
    expect(idle).toEqual([]);
  });
});
