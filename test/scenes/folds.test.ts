import { describe, expect, it } from 'vitest';
import { chat, kept } from '../../client/page/scenes/chat/scene.ts';
import { drone } from '../../client/page/scenes/drone/scene.ts';
import { echo, echoEvent } from '../../client/page/scenes/echo/scene.ts';
import { me } from '../../client/page/scenes/fields.ts';
import { toldEvent } from '../../client/page/scenes/hub/scene.ts';
import { mail, unreadOf } from '../../client/page/scenes/mail/scene.ts';
import { lines } from '../../client/page/scenes/push/lines.ts';
import { pushEvent } from '../../client/page/scenes/push/scene.ts';
import { sceneNames } from '../../server/lab/door-paths.ts';
import { serverScenes } from '../../server/lab/scenes/index.ts';
import type { Json } from '../../server/stream/protocol.ts';
import { all, folded } from './folds-support.ts';

it('the page, the paths and the server use the same names of scenes', () => {
  expect(all.map(({ name }) => name)).toEqual(sceneNames);
  expect(sceneNames).toEqual(expect.arrayContaining(serverScenes.map(({ name }) => name)));
});

describe('A fold', () => {
  const strange: Json[] = [null, 7, 'text', [], {}, { name: 1, text: {} }, { drone: me, x: 'a' }, { console: me, client: 'Z' }, { names: [1, null] }];

  it.each(all.map((scene) => [scene.name, scene] as const))(
    'of %s accepts anything that strangers publish, and never changes its arguments',
    (_name, scene) => {
      Object.freeze(scene.start);
      const events = [
        'mail.started',
        'mail.arrived',
        'mail.refused',
        'chat.said',
        'chat.present',
        'drone.command',
        'drone.state',
        echoEvent,
        toldEvent,
        pushEvent,
        'push',
        'schedule',
        'other',
      ];
      for (const event of events) for (const data of strange) expect(() => folded(scene, [[event, data]])).not.toThrow();
      expect(scene.fold(scene.start, { id: 'a-1', event: 'other', data: 1, at: 0 }, 1)).toBe(scene.start);
    },
  );

  it('of mail counts mails and keeps the newest, from the start of a run', () => {
    const run = { run: 'a-0', every: 200 };
    const arrived = Array.from({ length: 7 }, (_, index) => ['mail.arrived', { ...run, number: index + 1, from: 'Ada', subject: '<b>' }] as const);
    const state = folded(mail, [['mail.started', run], ...arrived]);
    expect(state).toMatchObject({ every: 200, count: 7 });
    expect(state.letters.map(({ number, took }) => [number, took])).toEqual([3, 4, 5, 6, 7].map((number) => [number, 50]));
    expect(mail.fold(state, { id: 'a-9', event: 'mail.started', data: { run: 'a-8', every: 300 }, at: 0 }, 0)).toMatchObject({
      every: 300,
      count: 0,
    });
  });

  it('of mail knows the interval without having seen the start, and keeps a refusal', () => {
    const letter = { run: 'a-3', every: 3_000, from: 'Ada', subject: 'Hello' };
    const state = folded(mail, [
      ['mail.arrived', { ...letter, number: 12 }],
      ['mail.refused', { message: 'Expected `every`' }],
      ['mail.arrived', { ...letter, number: 13 }],
    ]);
    expect(state).toMatchObject({ run: 'a-3', every: 3_000, count: 2, refused: 'Expected `every`' });
    expect(mail.fold(state, { id: 'a-9', event: 'mail.stopped', data: { sent: 13, why: 'asked' }, at: 0 }, 0).every).toBeUndefined();
  });

  it('of mail shows only unread mails after another visitor or another server has started a new run', () => {
    const letter = (run: string, number: number) => ['mail.arrived', { run, every: 200, number, from: 'Ada', subject: 'Hello' }] as const;
    const before = [letter('a-3', 1), letter('a-3', 2)];
    const read = 2;
    expect(unreadOf(folded(mail, before), read)).toBe(0);
    const again = folded(mail, [...before, ['mail.started', { run: 'b-1', every: 200 }], letter('b-1', 1)]);
    expect(again).toMatchObject({ run: 'b-1', count: 1 });
    expect(unreadOf(again, 0)).toBe(1);
    expect(folded(mail, [...before, letter('b-1', 1)])).toMatchObject({ run: 'b-1', count: 1 });
  });

  it('of the chat keeps 200 lines of 10,000, and counts all', () => {
    const state = folded(
      chat,
      Array.from({ length: 10_000 }, (_, index) => ['chat.said', { name: 'Ada', text: `${index}` }] as const),
    );
    expect([state.count, state.lines.length, state.lines.at(-1)?.text]).toEqual([10_000, kept, '9999']);
  });

  it('of the drone measures the time from a command to the state that answers it', () => {
    const place = { x: 1, y: 2, height: 3, heading: 90, battery: 99 };
    const waiting = folded(drone, [
      ['drone.command', { drone: me, do: 'up', sent: 10 }],
      ['drone.state', { drone: me, answers: 'before', ...place }],
    ]);
    expect(waiting).toMatchObject({ flight: place, sent: { id: 'a-1', at: 10 }, count: 1, roundTrip: undefined });
    const answered = drone.fold(waiting, { id: 'a-3', event: 'drone.state', data: { drone: me, answers: 'a-1', ...place }, at: 0 }, 130);
    expect(answered).toMatchObject({ roundTrip: 120, sent: undefined, count: 2 });
  });

  it('of the drone keeps the last hundred round trips of each uplink', () => {
    const place = { x: 1, y: 2, height: 3, heading: 90, battery: 99 };
    const flown = (by: string, count: number) =>
      Array.from({ length: count }, () => [
        ['drone.command', { drone: me, do: 'up', sent: by === 'POST' ? 10 : 30, by }] as const,
        ['drone.state', { drone: me, ...place }] as const,
      ]).flat();
    const told = [...flown('POST', 2), ...flown('WebSocket', 101), ...flown('pigeon', 1)];
    const answering = told.map(([event, data], index) => [event, event === 'drone.state' ? { ...data, answers: `a-${index}` } : data] as const);
    const { roundTrips, roundTrip } = folded(drone, answering);
    expect(roundTrips.POST).toEqual([40, 40]);
    expect([roundTrips.WebSocket.length, roundTrips.WebSocket[0], roundTrip]).toEqual([100, 20, 20]);
  });

  it('of the echo counts only round trips of this page, by their length', () => {
    const state = folded(echo, [
      [echoEvent, { text: 'a', sent: 45 }],
      [echoEvent, { text: 'b', sent: -4_000 }],
      ['echo.other', { text: 'c', sent: 0 }],
    ]);
    expect([state.count, state.histogram]).toEqual([2, [1, 0, 0, 0, 0, 0, 1]]);
  });
});

it('the command for cmd.exe has no single quote, and every command contains the URL and the event', () => {
  const all = lines('http://localhost:3000/push', 'push.ab');
  expect(all.map(({ shell }) => shell)).toEqual(['bash, zsh', 'PowerShell', 'cmd.exe']);
  expect(all.at(-1)?.code).not.toContain("'");
  for (const { code } of all) expect(code).toMatch(/push\.ab.* http:\/\/localhost:3000\/push$/);
});
