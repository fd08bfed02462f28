import { describe, expect, it } from 'vitest';
import { Folds } from '../../client/page/scenes/folds.ts';
import type { Past } from '../../client/page/scenes/history.ts';
import { mail } from '../../client/page/scenes/mail/scene.ts';
import { SceneFold } from '../../client/page/scenes/scene-fold.ts';
import type { Json, Notification } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';

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

  it('takes each notification once, even if it arrives again', () => {
    const fold = new SceneFold(
      counting,
      async () => past(1, 0),
      () => {},
    );
    for (const seq of [5, 6, 6, 5, 7]) fold.take(at(seq));
    expect(fold.state).toEqual([5, 6, 7]);
  });

  it('starts with earlier notifications, waits for them, and reads what is missing between them and the stream', async () => {
    const asked: string[] = [];
    const read = async (after: string) => {
      asked.push(after);
      return after === 'earliest' ? past(1, 3) : past(4, 5);
    };
    const fold = new SceneFold({ ...counting, after: 'earliest' as const }, read, () => {});
    for (const seq of [2, 3, 6, 7]) fold.take(at(seq));
    await eventually('seven notifications', () => fold.state.length === 7);
    expect([fold.state, asked]).toEqual([
      [1, 2, 3, 4, 5, 6, 7],
      ['earliest', 'a-3'],
    ]);
  });

  it('starts again with the log of a restarted server', () => {
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

  it('says that earlier notifications cannot be read, and goes on', async () => {
    const fold = new SceneFold(
      { ...counting, after: 'earliest' as const },
      () => Promise.reject(new Error('the lab answered 503')),
      () => {},
    );
    fold.take(at(4));
    await eventually('a sentence about the failure', () => fold.trouble !== undefined);
    fold.take(at(5));
    expect(fold.trouble).toMatch(/^What was published before cannot be read: the lab answered 503\./);
    expect(fold.state).toEqual([4, 5]);
  });

  describe('continues from the state of another', () => {
    const dated = {
      ...mail,
      start: [] as readonly string[],
      fold: (state: readonly string[], { id }: Notification, when: number) => [...state, `${id} ${when}`],
    };
    const folds = (read: (after: string) => Promise<Past>) => new Folds(dated, read, () => {});
    const nothingBetween = async (after: string) => ({ ...past(1, 0), cursor: after });

    it('the one stream after a race starts with the state of the furthest lane, and takes nothing twice', async () => {
      const all = folds(nothingBetween);
      all.follow(['polling', 'sse']);
      for (const seq of [1, 2, 3]) all.of('sse')?.take(at(seq));
      all.of('polling')?.take(at(1));
      expect([all.of('polling')?.state, all.newest]).toEqual([['a-1 0'], ['a-1 0', 'a-2 0', 'a-3 0']]);
      all.follow(['one']);
      expect([all.of('sse'), all.of('one')?.state]).toEqual([undefined, ['a-1 0', 'a-2 0', 'a-3 0']]);
      for (const seq of [3, 4]) all.of('one')?.take(at(seq));
      await eventually('the fourth notification', () => all.of('one')?.state.length === 4);
      all.follow(['polling', 'websocket']);
      for (const name of ['polling', 'websocket'] as const) expect(all.of(name)?.state).toEqual(['a-1 0', 'a-2 0', 'a-3 0', 'a-4 0']);
    });

    it('reads what was published between two streams, with the time at which it was read', async () => {
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
        await eventually(`six notifications over ${name}`, () => all.of(name)?.state.length === 6);
        expect(all.of(name)?.state).toEqual(whole);
      }
      expect(asked).toEqual(['a-1', 'a-1', 'a-3', 'a-3']);
      // A narrowed stream skips numbers. That does not count as missing once it has begun, so nothing more is read.
      all.of('sse')?.take(at(9));
      expect(all.of('sse')?.state).toEqual([...whole, 'a-9 0']);
    });

    it('does not start from a stream that has received nothing', () => {
      const all = folds(nothingBetween);
      all.follow(['one']);
      all.follow(['sse']);
      all.of('sse')?.take(at(7));
      expect(all.of('sse')?.state).toEqual(['a-7 0']);
    });
  });
});
