import { describe, expect, test } from 'vitest';
import { FanOut, type Follower } from '../../server/stream/delivery/fan-out.ts';
import { FakeLine, follow, setUp, turn } from './delivery-support.ts';

describe('fan-out', () => {
  test('writes once per reader and turn, regardless of the number of appends, and all readers share the bytes', async () => {
    const { push, append, fanOut } = setUp();
    const lines = Array.from({ length: 50 }, () => new FakeLine());
    for (const line of lines) follow(push, line);
    for (let count = 0; count < 20; count += 1) await append(1);
    await turn();
    for (const line of lines) {
      expect(line.writes).toHaveLength(2);
      expect(line.writes[1]).toBe(lines[0]?.writes[1]);
    }
    expect(lines[0]?.text.match(/e-\d+;/g)).toHaveLength(21);
    fanOut.close();
  });

  test.each([
    ['quick', 0.001, [2_500]],
    ['slow', 0.01, [447, 894, 1_341, 1_788, 2_235, 2_500]],
    ['dreadful', 1, [63, 126, 189]],
  ])('yields to the event loop after some milliseconds, regardless of the number of readers: %s writes', async (_, takes, turns) => {
    let clock = 0;
    const { log, append } = setUp();
    const fanOut = new FanOut(log, 1_000, () => clock);
    let served = 0;
    const follower = (): Follower => ({
      advance() {
        clock += takes;
        served += 1;
        return false;
      },
      sweep() {},
    });
    for (let count = 0; count < 2_500; count += 1) fanOut.follow(follower());
    await append(1);
    for (const expected of turns) {
      await turn();
      expect(served).toBe(expected);
    }
    fanOut.close();
  });

  test('allows a follower to leave, and another to join, while it serves', async () => {
    const { log, fanOut, append } = setUp();
    const served: string[] = [];
    const follower = (name: string, act: () => void = () => {}): Follower => ({
      advance() {
        served.push(name);
        act();
        return false;
      },
      sweep() {},
    });
    const b = follower('b');
    fanOut.follow(follower('a', () => fanOut.leave(b)));
    fanOut.follow(b);
    fanOut.follow(follower('c', () => fanOut.follow(follower('d'))));
    await append(1);
    await turn();
    expect(served).toEqual(['a', 'c', 'd']);
    fanOut.leave(b);
    expect(fanOut.size).toBe(3);
    fanOut.close();
    await log.close();
  });

  test('keeps no follower in memory that has left: a follower refers to its neighbours while it follows, and to none afterwards', async () => {
    const { log, fanOut } = setUp();
    const follower = (): Follower => ({ advance: () => false, sweep() {} });
    const [a, b, c] = [follower(), follower(), follower()];
    for (const one of [a, b, c]) fanOut.follow(one);
    fanOut.follow(b);
    expect(fanOut.followers).toEqual([a, b, c]);
    expect([fanOut.leave(b), fanOut.leave(b)]).toEqual([true, false]);
    expect([b.before, b.behind, a.behind, c.before]).toEqual([undefined, undefined, c, a]);
    fanOut.close();
    expect([a.behind, c.before, fanOut.size]).toEqual([undefined, undefined, 0]);
    await log.close();
  });
});
