import { describe, expect, it } from 'vitest';
import { chat, kept } from '../../client/page/scenes/chat/scene.ts';
import { drone } from '../../client/page/scenes/drone/scene.ts';
import { echo, echoEvent } from '../../client/page/scenes/echo/scene.ts';
import { me } from '../../client/page/scenes/fields.ts';
import type { Past } from '../../client/page/scenes/history.ts';
import { type Act, type Client, hub, toldEvent } from '../../client/page/scenes/hub/scene.ts';
import { mail } from '../../client/page/scenes/mail/scene.ts';
import type { SceneLogic } from '../../client/page/scenes/page-scene.ts';
import { computed, measured } from '../../client/page/scenes/pull/load.ts';
import { pull } from '../../client/page/scenes/pull/scene.ts';
import { lines } from '../../client/page/scenes/push/lines.ts';
import { push, pushEvent } from '../../client/page/scenes/push/scene.ts';
import { SceneFold } from '../../client/page/scenes/scene-fold.ts';
import type { LaneSummary } from '../../client/page/track/summary.ts';
import { sceneNames } from '../../server/lab/door-paths.ts';
import { serverScenes } from '../../server/lab/scenes/index.ts';
import type { Json, Notification } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';

const all: readonly SceneLogic<never>[] = [mail, chat, drone, echo, hub, push, pull] as never;

/** Notifications numbered from one, published at 0 and delivered after 50 ms. */
function folded<State>(scene: SceneLogic<State>, told: readonly (readonly [event: string, data: Json])[]): State {
  return told.reduce((state, [event, data], index) => scene.fold(state, { id: `a-${index + 1}`, event, data, at: 0 }, 50), scene.start);
}

it('the page, the paths and the server have the same names of scenes', () => {
  expect(all.map(({ name }) => name)).toEqual(sceneNames);
  expect(sceneNames).toEqual(expect.arrayContaining(serverScenes.map(({ name }) => name)));
});

describe('A fold', () => {
  const strange: Json[] = [null, 7, 'text', [], {}, { name: 1, text: {} }, { drone: me, x: 'a' }, { console: me, client: 'Z' }, { names: [1, null] }];
  it.each(all.map((scene) => [scene.name, scene] as const))(
    'of %s takes anything that strangers publish, and changes nothing of what it is given',
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

  it('of mail counts and keeps the newest, from the start of a run', () => {
    const arrived = Array.from({ length: 7 }, (_, index) => ['mail.arrived', { number: index + 1, from: 'Ada', subject: '<b>' }] as const);
    const state = folded(mail, [['mail.started', { every: 200 }], ...arrived]);
    expect(state).toMatchObject({ every: 200, count: 7 });
    expect(state.letters.map(({ number, took }) => [number, took])).toEqual([3, 4, 5, 6, 7].map((number) => [number, 50]));
    expect(mail.fold(state, { id: 'a-9', event: 'mail.started', data: { every: 300 }, at: 0 }, 0)).toMatchObject({ every: 300, count: 0 });
  });

  it('of the chat keeps 200 lines of 10,000, and counts all', () => {
    const state = folded(
      chat,
      Array.from({ length: 10_000 }, (_, index) => ['chat.said', { name: 'Ada', text: `${index}` }] as const),
    );
    expect([state.count, state.lines.length, state.lines.at(-1)?.text]).toEqual([10_000, kept, '9999']);
  });

  it('of the drone measures from a command to the state that answers it', () => {
    const place = { x: 1, y: 2, height: 3, heading: 90, battery: 99 };
    const waiting = folded(drone, [
      ['drone.command', { drone: me, do: 'up', sent: 10 }],
      ['drone.state', { drone: me, answers: 'before', ...place }],
    ]);
    expect(waiting).toMatchObject({ flight: place, sent: { id: 'a-1', at: 10 }, count: 1, roundTrip: undefined });
    const answered = drone.fold(waiting, { id: 'a-3', event: 'drone.state', data: { drone: me, answers: 'a-1', ...place }, at: 0 }, 130);
    expect(answered).toMatchObject({ roundTrip: 120, sent: undefined, count: 2 });
  });

  it('of the echo counts round trips by their length, and those of this page alone', () => {
    const state = folded(echo, [
      [echoEvent, { text: 'a', sent: 45 }],
      [echoEvent, { text: 'b', sent: -4_000 }],
      ['echo.other', { text: 'c', sent: 0 }],
    ]);
    expect([state.count, state.histogram]).toEqual([2, [1, 0, 0, 0, 0, 0, 1]]);
  });

  it('of the hub delivers by event name, broadcasts to all who are connected, and counts what is lost', () => {
    const told = (client: Client, act: Act, n = 0, event = 'news') => [toldEvent, { console: me, client, act, event, data: 'x', n }] as const;
    const state = folded(hub, [
      told('A', 'connect'),
      told('B', 'connect'),
      told('B', 'subscribe'),
      told('A', 'publish', 1),
      told('A', 'publish', 2, 'weather'),
      told('A', 'broadcast', 5, 'weather'),
      told('B', 'unsubscribe'),
      told('A', 'publish', 5),
      told('C', 'publish', 1),
    ]);
    expect([state.clients.A.heard, state.clients.B.heard, state.clients.C.heard]).toEqual([1, 2, 0]);
    expect([state.lost, state.doubled]).toEqual([2, 1]);
    expect(state.clients.B.wire.map(({ text }) => text)).toEqual([
      '{"event":"CLIENT_CONNECTED"}',
      '{"type":"subscribe","event":"news"}',
      '{"event":"news","data":"x"}',
      '{"event":"weather","data":"x"}',
      '{"type":"unsubscribe","event":"news"}',
    ]);
  });

  it('of push takes what is sent to this page, and to all', () => {
    expect(
      folded(push, [
        [pushEvent, 'mine'],
        ['push', 'all'],
        ['push.other', 'not mine'],
      ]).texts.map(({ text }) => text),
    ).toEqual(['mine', 'all']);
  });

  it('of pull averages how old updates are', () => {
    expect(
      folded(pull, [
        ['schedule', 'a'],
        ['schedule', 'b'],
        ['ticker', 1],
      ]),
    ).toEqual({ count: 2, age: 50 });
  });
});

describe('Pull, computed and measured', () => {
  const wish = { rate: 0.5, users: 1_000, interval: 2_000 };

  it('computes what polling asks in vain, and that nothing else does', () => {
    const polling = computed('polling', wish, 64, 100);
    expect(polling.requests).toBe(500);
    expect(polling.empty).toBeCloseTo(100 * Math.exp(-1));
    expect(polling.staleness).toBe(1_050);
    expect(computed('sse', wish, 64, 100)).toMatchObject({ requests: 0, empty: 0, staleness: 50 });
  });

  it('takes one lane for each user, and says nothing before there is something to say', () => {
    const bytes = { headers: 600, framing: 200, payload: 200 };
    const lane = { requests: 10, empties: 5, latency: { count: 5, mean: 900 }, up: bytes, down: bytes } as LaneSummary;
    expect(measured(lane, wish, 20)).toEqual({ requests: 500, empty: 50, staleness: 900, megabits: 0.8 });
    expect(measured({ ...lane, latency: { ...lane.latency, count: 0 } }, wish, 20).requests).toBeUndefined();
  });
});

it('the line for cmd.exe has no single quote, and each names the address and the event', () => {
  const all = lines('http://localhost:3000/push', 'push.ab');
  expect(all.map(({ shell }) => shell)).toEqual(['bash, zsh', 'PowerShell', 'cmd.exe']);
  expect(all.at(-1)?.code).not.toContain("'");
  for (const { code } of all) expect(code).toMatch(/push\.ab.* http:\/\/localhost:3000\/push$/);
});

describe('A fold behind a stream', () => {
  const counting = { start: [] as readonly Json[], fold: (state: readonly Json[], { data }: Notification) => [...state, data] };
  const at = (seq: number, epoch = 'a') =>
    ({ kind: 'notification', lane: 'sse', at: 0, notification: { id: `${epoch}-${seq}`, event: 'x', data: seq, at: 0 } }) as const;
  const past = (from: number, to: number, epoch = 'a', anew = false): Past => ({
    notifications: Array.from({ length: to - from + 1 }, (_, index) => at(from + index, epoch).notification),
    cursor: `${epoch}-${to}`,
    anew,
  });

  it('takes each once, whatever brings it again', () => {
    const fold = new SceneFold(
      counting,
      async () => past(1, 0),
      () => {},
    );
    for (const seq of [5, 6, 6, 5, 7]) fold.take(at(seq));
    expect(fold.state).toEqual([5, 6, 7]);
  });

  it('begins with the past, waits for it, and reads what lies between it and the stream', async () => {
    const asked: string[] = [];
    const read = async (after: string) => {
      asked.push(after);
      return after === 'earliest' ? past(1, 3) : past(4, 5);
    };
    const fold = new SceneFold({ ...counting, after: 'earliest' as const }, read, () => {});
    for (const seq of [2, 3, 6, 7]) fold.take(at(seq));
    await eventually('seven', () => fold.state.length === 7);
    expect([fold.state, asked]).toEqual([
      [1, 2, 3, 4, 5, 6, 7],
      ['earliest', 'a-3'],
    ]);
  });

  it('starts anew with the log of a restarted server', () => {
    const fold = new SceneFold(
      counting,
      async () => past(1, 0),
      () => {},
    );
    fold.take(at(8));
    fold.take({ kind: 'gap', lane: 'sse', at: 0, gap: { from: 'a-8', to: 'b-0', reason: 'epoch' } });
    fold.take(at(1, 'b'));
    expect(fold.state).toEqual([1]);
  });

  it('says that the past cannot be read, and goes on', async () => {
    const fold = new SceneFold(
      { ...counting, after: 'earliest' as const },
      () => Promise.reject(new Error('the lab answered 503')),
      () => {},
    );
    fold.take(at(4));
    await eventually('the sentence', () => fold.trouble !== undefined);
    fold.take(at(5));
    expect(fold.trouble).toMatch(/^What was published before cannot be read: the lab answered 503\./);
    expect(fold.state).toEqual([4, 5]);
  });
});
