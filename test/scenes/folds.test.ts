import { describe, expect, it } from 'vitest';
import { chat, kept } from '../../client/page/scenes/chat/scene.ts';
import { drone } from '../../client/page/scenes/drone/scene.ts';
import { echo, echoEvent } from '../../client/page/scenes/echo/scene.ts';
import { me } from '../../client/page/scenes/fields.ts';
import { Folds } from '../../client/page/scenes/folds.ts';
import type { Past } from '../../client/page/scenes/history.ts';
import { type Act, type Client, hub, toldEvent } from '../../client/page/scenes/hub/scene.ts';
import { mail, unreadOf } from '../../client/page/scenes/mail/scene.ts';
import type { SceneLogic } from '../../client/page/scenes/page-scene.ts';
import { burdenOf, computed, measured } from '../../client/page/scenes/pull/load.ts';
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

  it('of mail knows how often one comes without having heard the start, and keeps what was refused meanwhile', () => {
    const letter = { run: 'a-3', every: 3_000, from: 'Ada', subject: 'Hello' };
    const state = folded(mail, [
      ['mail.arrived', { ...letter, number: 12 }],
      ['mail.refused', { message: 'Expected `every`' }],
      ['mail.arrived', { ...letter, number: 13 }],
    ]);
    expect(state).toMatchObject({ run: 'a-3', every: 3_000, count: 2, refused: 'Expected `every`' });
    expect(mail.fold(state, { id: 'a-9', event: 'mail.stopped', data: { sent: 13, why: 'asked' }, at: 0 }, 0).every).toBeUndefined();
  });

  it('of mail has only unread letters when somebody else, or another server, has begun another run', () => {
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

  it('of the drone keeps the round trips of each uplink apart, the last hundred', () => {
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

  it('of the echo counts round trips by their length, and those of this page alone', () => {
    const state = folded(echo, [
      [echoEvent, { text: 'a', sent: 45 }],
      [echoEvent, { text: 'b', sent: -4_000 }],
      ['echo.other', { text: 'c', sent: 0 }],
    ]);
    expect([state.count, state.histogram]).toEqual([2, [1, 0, 0, 0, 0, 0, 1]]);
  });

  it('of the hub delivers by event name, broadcasts to all who are connected, and counts what is lost', () => {
    const told = (client: Client, act: Act, n = 0, event = 'news') =>
      [toldEvent, { console: me, name: 'Ada', client, act, event, data: 'x', n }] as const;
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
      told('C', 'publish', 2),
      told('C', 'connect'),
      told('C', 'publish', 3),
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

  it('of the hub shows what other pages have published, by the names of their visitors, and keeps its own clients out of that', () => {
    const told = (act: Act, name = '') => [toldEvent, { console: 'other', name, client: 'A', act, event: 'news', data: '<b>', n: 1 }] as const;
    const state = folded(hub, [told('connect'), told('publish', 'Ann'), told('broadcast'), told('publish', 'x'.repeat(1_000))]);
    expect(state).toMatchObject({ clients: hub.start.clients, lost: 0, doubled: 0 });
    expect(state.others.map(({ name, text }) => [name.length < 60 && name, text])).toEqual([
      ['Ann', '{"type":"publish","event":"news","data":"<b>"}'],
      ['client A of another page', '{"type":"broadcast","event":"news","data":"<b>"}'],
      [`${'x'.repeat(24)}… (1,000 characters)`, '{"type":"publish","event":"news","data":"<b>"}'],
    ]);
  });

  it('of the hub does nothing for a client that is not connected, and says so of it', () => {
    const told = (client: Client, act: Act, n = 0) => [toldEvent, { console: me, name: 'Ada', client, act, event: 'news', data: 'x', n }] as const;
    const before = [told('B', 'connect'), told('B', 'subscribe')];
    const idle = folded(hub, before);
    for (const act of ['publish', 'broadcast', 'subscribe', 'unsubscribe', 'disconnect'] as const) {
      const state = folded(hub, [...before, told('A', act, 1)]);
      expect(state).toEqual({ ...idle, clients: { ...idle.clients, A: { ...idle.clients.A, undone: act } } });
    }
    const connected = folded(hub, [...before, told('A', 'publish', 1), told('A', 'connect'), told('A', 'publish', 2)]);
    expect([connected.clients.A.undone, connected.clients.B.heard, connected.lost, connected.doubled]).toEqual([undefined, 1, 0, 0]);
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
    const lane = { requests: 10, empties: 5, seconds: 20, latency: { count: 5, mean: 900 }, up: bytes, down: bytes } as LaneSummary;
    expect(measured(lane, wish)).toEqual({ requests: 500, empty: 50, staleness: 900, megabits: 0.8 });
    expect(measured({ ...lane, latency: { ...lane.latency, count: 0 } }, wish).requests).toBeUndefined();
    expect(measured({ ...lane, seconds: 0.5 }, wish).requests).toBeUndefined();
  });

  it('computes the processor and the heap of all that run, from what the bench has measured of each', () => {
    const measuredRange = { clients: [100, 2_000], rate: [0, 10], payload: [64, 64], pollInterval: [2_000, 2_000] } as const;
    const each = { cpuPerNotification: 10, heapPerConnection: 1_024, rssPerConnection: 2_048 };
    const coefficients = {
      transports: { polling: { ...each, idleCpu: 100, pollInterval: 2_000 }, sse: { ...each, idleCpu: 0 } },
      measuredRange,
    };
    const given = { rate: 1, interval: 2_000 };
    expect(burdenOf({ polling: 100, sse: 100 }, given, 64, coefficients)).toEqual({ cores: expect.closeTo(0.012), heap: 200, extrapolated: false });
    // Who asks half as often costs half as much; beyond what was measured it is an extrapolation.
    expect(burdenOf({ polling: 100 }, { ...given, interval: 4_000 }, 64, coefficients)).toEqual({
      cores: expect.closeTo(0.006),
      heap: 100,
      extrapolated: true,
    });
    expect(burdenOf({ websocket: 1 }, given, 64, coefficients)).toBeUndefined();
    expect(burdenOf({ websocket: 0 }, given, 64, coefficients)).toEqual({ cores: 0, heap: 0, extrapolated: false });
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
    at: 90,
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

  describe('goes on where another stands', () => {
    const dated = {
      ...mail,
      start: [] as readonly string[],
      fold: (state: readonly string[], { id }: Notification, when: number) => [...state, `${id} ${when}`],
    };
    const folds = (read: (after: string) => Promise<Past>) => new Folds(dated, read, () => {});
    const nothingBetween = async (after: string) => ({ ...past(1, 0), cursor: after });

    it('the one stream behind a race begins with what the furthest lane has, and takes nothing twice', async () => {
      const all = folds(nothingBetween);
      all.follow(['polling', 'sse']);
      for (const seq of [1, 2, 3]) all.of('sse')?.take(at(seq));
      all.of('polling')?.take(at(1));
      expect([all.of('polling')?.state, all.newest]).toEqual([['a-1 0'], ['a-1 0', 'a-2 0', 'a-3 0']]);
      all.follow(['one']);
      expect([all.of('sse'), all.of('one')?.state]).toEqual([undefined, ['a-1 0', 'a-2 0', 'a-3 0']]);
      for (const seq of [3, 4]) all.of('one')?.take(at(seq));
      await eventually('the fourth', () => all.of('one')?.state.length === 4);
      all.follow(['polling', 'websocket']);
      for (const name of ['polling', 'websocket'] as const) expect(all.of(name)?.state).toEqual(['a-1 0', 'a-2 0', 'a-3 0', 'a-4 0']);
    });

    it('reads what was published between the streams, as late as it is read', async () => {
      const asked: string[] = [];
      const all = folds(async (after) => {
        asked.push(after);
        return after === 'a-1' ? past(2, 3) : past(4, 5);
      });
      all.follow(['one']);
      all.of('one')?.take(at(1));
      all.follow(['sse', 'polling']);
      for (const name of ['sse', 'polling'] as const) for (const seq of [5, 6]) all.of(name)?.take(at(seq));
      const whole = ['a-1 0', 'a-2 90', 'a-3 90', 'a-4 90', 'a-5 90', 'a-6 0'];
      for (const name of ['sse', 'polling'] as const) {
        await eventually(`six over ${name}`, () => all.of(name)?.state.length === 6);
        expect(all.of(name)?.state).toEqual(whole);
      }
      expect(asked).toEqual(['a-1', 'a-1', 'a-3', 'a-3']);
      // A stream that was narrowed skips numbers: it has begun, and nothing is read for it.
      all.of('sse')?.take(at(9));
      expect(all.of('sse')?.state).toEqual([...whole, 'a-9 0']);
    });

    it('does not begin with a stream that has told nothing', () => {
      const all = folds(nothingBetween);
      all.follow(['one']);
      all.follow(['sse']);
      all.of('sse')?.take(at(7));
      expect(all.of('sse')?.state).toEqual(['a-7 0']);
    });
  });
});
