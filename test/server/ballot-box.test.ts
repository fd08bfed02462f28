import { describe, expect, it } from 'vitest';
import { BallotBox } from '../../server/lab/apparatus/ballot-box.ts';
import { type Lead, mostVoters, type VoteCommand } from '../../server/lab/apparatus/telemetry/messages.ts';

const at = { lesson: 'how-late', round: 'average' } as const;
const round = { id: 'average', options: ['little', 'half', 'whole'] };
const lead: Lead = { id: 'run-1', name: '', path: 'learn/how-late', query: '', view: 'v=1', round };

const vote = (voter: string, bet: VoteCommand['bet'], number: 1 | 2 = 1): VoteCommand => ({ type: 'vote', ...at, vote: number, voter, bet });

function begun(led: Lead = lead): BallotBox {
  const box = new BallotBox();
  box.follow(led);
  return box;
}

const act = (box: BallotBox, what: 'close' | 'again') => box.obey({ type: 'ballot', ...at, do: what });

describe('the bets of a class', () => {
  it('count once for each page, a changed bet replacing the first, and are hidden until the vote is closed', () => {
    const box = begun();
    const [ann, bob] = [{}, {}];
    box.vote(vote('ann', 'little'), ann);
    box.vote(vote('bob', 'whole'), bob);
    box.vote(vote('ann', 'half'), ann);
    // A page that was reloaded is another connection, and the same voter.
    box.vote(vote('ann', 'half'), {});
    expect(box.ballot).toEqual({ ...at, open: true, bets: 2, pages: 2, closed: [] });
    act(box, 'close');
    expect(box.ballot).toMatchObject({ open: false, bets: 0, closed: [{ bets: 2, counts: [0, 1, 1] }] });
    expect(JSON.stringify(box.ballot)).not.toMatch(/ann|bob/);
  });

  it('have two votes at most, and count in the open one only', () => {
    const box = begun();
    const late = (number: 1 | 2) => () => box.vote(vote('ann', 'half', number), {});
    expect(late(2)).toThrow('Expected a bet in the vote that is open; got one in vote 2, and vote 1 is open.');
    expect(() => act(box, 'again')).toThrow('Expected a first vote that is closed');
    act(box, 'close');
    expect(late(1)).toThrow('got one in vote 1, and no vote is open. Wait for the teacher.');
    expect(() => act(box, 'close')).toThrow('Expected an open vote; got a ballot where 1 closed.');
    act(box, 'again');
    expect(late(1)).toThrow('got one in vote 1, and vote 2 is open');
    late(2)();
    act(box, 'close');
    expect(box.ballot?.closed).toEqual([
      { bets: 0, counts: [0, 0, 0] },
      { bets: 1, counts: [0, 1, 0] },
    ]);
    expect(() => act(box, 'again')).toThrow('Expected a first vote that is closed, and no second one; got a ballot where 2 closed.');
  });

  it('of drawn shapes are added up, number by number', () => {
    const box = begun({ ...lead, round: { id: 'average', options: ['a', 'b'], most: 10 } });
    box.vote(vote('ann', [1, 10]), {});
    box.vote(vote('bob', [2, 0]), {});
    for (const bad of [[1], [1, 11], 'a'] as const)
      expect(() => box.vote(vote('eve', bad), {})).toThrow('Expected the bet to be 2 numbers from 0 to 10; got');
    act(box, 'close');
    expect(box.ballot?.closed).toEqual([{ bets: 2, counts: [3, 10] }]);
  });

  it('are refused for another round, for an unknown option, from a second voter on a page, and from one voter too many', () => {
    const box = begun();
    expect(() => new BallotBox().vote(vote('ann', 'half'), {})).toThrow(
      'Expected the round of the class, which is at no lesson; got how-late, average.',
    );
    expect(() => box.vote({ ...vote('ann', 'half'), round: 'other' }, {})).toThrow(
      'which is at how-late, average; got how-late, other. Follow the class.',
    );
    expect(() => box.vote(vote('ann', 'never'), {})).toThrow('Expected the bet to be one of little, half, whole; got "never".');
    expect(() => box.vote(vote('ann', [1, 0, 0]), {})).toThrow('Expected the bet to be one of little, half, whole; got');
    const page = {};
    box.vote(vote('ann', 'half'), page);
    expect(() => box.vote(vote('bob', 'half'), page)).toThrow('Expected one voter on a page; got another one, "bob".');
    for (let count = 1; count < mostVoters; count += 1) box.vote(vote(`voter-${count}`, 'half'), {});
    expect(() => box.vote(vote('late', 'half'), {})).toThrow(`Expected at most ${mostVoters} voters; got one more.`);
    box.vote(vote('ann', 'little'), page);
    expect(box.ballot?.bets).toBe(mostVoters);
  });

  it('start again in another round and end when the class leaves it; leading to the same round again, with measured values, changes nothing', () => {
    const box = begun();
    box.vote(vote('ann', 'half'), {});
    box.follow({ ...lead, id: 'run-2', view: 'v=1&mode=one', round: { ...round, measured: { mean: 500 } } });
    expect(box.ballot?.bets).toBe(1);
    box.follow({ ...lead, round: { ...round, id: 'next' } });
    expect(box.ballot).toMatchObject({ round: 'next', open: true, bets: 0, closed: [] });
    box.follow({ ...lead, path: 'learn' });
    expect(box.ballot).toBeNull();
    box.follow(lead);
    box.follow(null);
    expect(box.ballot).toBeNull();
  });

  it('of closed votes can be restored once in a lab that has restarted', () => {
    const box = begun();
    const closed = [{ bets: 2, counts: [0, 1, 1] }];
    expect(() => box.obey({ type: 'ballot', ...at, do: 'restore', open: true, closed: [...closed, ...closed] })).toThrow('Expected');
    const short = [{ bets: 2, counts: [1, 1] }];
    expect(() => box.obey({ type: 'ballot', ...at, do: 'restore', open: true, closed: short })).toThrow('Expected 3 counts in each closed vote');
    box.obey({ type: 'ballot', ...at, do: 'restore', open: true, closed });
    box.vote(vote('ann', 'half', 2), {});
    expect(box.ballot).toMatchObject({ open: true, bets: 1, closed });
    expect(() => box.obey({ type: 'ballot', ...at, do: 'restore', open: false, closed })).toThrow('Expected a vote that has not been closed here');
  });

  it('are sent when they have changed, with the number of pages that can bet: those that only look, or on loopback all except the one that leads', () => {
    const box = begun();
    expect(box.count(['control', 'look', 'look'])).toBe('pages');
    expect(box.count(['control', 'look', 'look'])).toBeUndefined();
    box.vote(vote('ann', 'half'), {});
    expect(box.count(['control', 'look', 'look'])).toBe('bets');
    expect(box.ballot?.pages).toBe(2);
    box.count(['control', 'control', 'control', 'control']);
    expect(box.ballot?.pages).toBe(3);
    expect(new BallotBox().count(['look'])).toBeUndefined();
  });
});
