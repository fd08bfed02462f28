import { describe, expect, it } from 'vitest';
import { me } from '../../client/page/scenes/fields.ts';
import { type Act, type Client, hub, toldEvent } from '../../client/page/scenes/hub/scene.ts';
import { pull } from '../../client/page/scenes/pull/scene.ts';
import { push, pushEvent } from '../../client/page/scenes/push/scene.ts';
import { folded } from './folds-support.ts';

describe('A fold', () => {
  it('of the hub delivers by event name, broadcasts to all connected clients, and counts what is lost', () => {
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

  it('of the hub shows what visitors of other pages have published, with their names, apart from its own clients', () => {
    const told = (act: Act, name = '') => [toldEvent, { console: 'other', name, client: 'A', act, event: 'news', data: '<b>', n: 1 }] as const;
    const state = folded(hub, [told('connect'), told('publish', 'Ann'), told('broadcast'), told('publish', 'x'.repeat(1_000))]);
    expect(state).toMatchObject({ clients: hub.start.clients, lost: 0, doubled: 0 });
    expect(state.others.map(({ name, text }) => [name.length < 60 && name, text])).toEqual([
      ['Ann', '{"type":"publish","event":"news","data":"<b>"}'],
      ['client A of another page', '{"type":"broadcast","event":"news","data":"<b>"}'],
      [`${'x'.repeat(24)}… (1,000 characters)`, '{"type":"publish","event":"news","data":"<b>"}'],
    ]);
  });

  it('of the hub ignores commands of a client that is not connected, and reports them', () => {
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

  it('of push keeps texts sent to this page, and to all', () => {
    expect(
      folded(push, [
        [pushEvent, 'mine'],
        ['push', 'all'],
        ['push.other', 'not mine'],
      ]).texts.map(({ text }) => text),
    ).toEqual(['mine', 'all']);
  });

  it('of pull averages the age of updates', () => {
    expect(
      folded(pull, [
        ['schedule', 'a'],
        ['schedule', 'b'],
        ['ticker', 1],
      ]),
    ).toEqual({ count: 2, age: 50 });
  });
});
