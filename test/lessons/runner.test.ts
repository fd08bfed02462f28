import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lesson, Round } from '../../client/page/lessons/lesson.ts';
import { advance, askAgain, firstRun, isOver, type Move, type Run, reopened } from '../../client/page/lessons/runner.ts';

const round = (id: string): Round => ({
  id,
  set: {},
  bet: { kind: 'choice', options: { few: ({ n = 0 }) => n < 10, many: ({ n = 0 }) => n >= 10 } },
  enough: { all: [] },
  measure: () => ({}),
  expect: () => ({}),
});

const lesson: Lesson = {
  id: 'how-late',
  minutes: { alone: 1, class: 1 },
  needs: [],
  rounds: [round('one'), round('two')],
  links: [],
  devtools: [],
  next: [],
};

const play = (moves: readonly Move[], from: Run = firstRun): Run => moves.reduce((run, move) => advance(run, move, lesson), from);

const bet = (placed: string, confidence: 'guess' | 'sure' = 'guess'): Move => ({ do: 'bet', bet: placed, confidence });
const run: Move = { do: 'run' };
const measure = (n: number): Move => ({ do: 'measure', measured: { n } });

describe('a lesson', () => {
  it('goes from question to bet, run and result, round by round', () => {
    expect(play([bet('few')])).toMatchObject({ phase: 'betted', bet: 'few', confidence: 'guess' });
    expect(play([bet('few'), run]).phase).toBe('running');
    expect(play([bet('few'), run, measure(3)])).toMatchObject({ phase: 'told', right: true, results: [true] });
    const second = play([bet('few'), run, measure(3), { do: 'next' }]);
    expect(second).toMatchObject({ round: 1, phase: 'asking', before: [{ n: 3 }] });
    expect([second.bet, second.right, second.measured]).toEqual([undefined, undefined, undefined]);
    const over = play([bet('few'), run, measure(12)], second);
    expect([over.results, isOver(over, lesson)]).toEqual([[true, false], true]);
    expect(play([{ do: 'next' }], over)).toBe(over);
    expect(play([{ do: 'restart' }], over)).toEqual(firstRun);
  });

  it('shows the result without a bet, and then counts the round as not right', () => {
    const told = play([{ do: 'skip' }, run, measure(3)]);
    expect(told).toMatchObject({ phase: 'told', results: [false] });
    expect(told.right).toBeUndefined();
  });

  it('lets the bet be changed until the run starts', () => {
    expect(play([bet('few'), { do: 'reconsider' }])).toEqual(firstRun);
    const running = play([bet('few'), run]);
    for (const late of [{ do: 'reconsider' }, { do: 'skip' }, bet('many')] as const) expect(play([late], running)).toBe(running);
  });

  it('asks again after a bet that was sure and wrong, and shows the measured result at once', () => {
    const wrong = play([bet('many', 'sure'), run, measure(3)]);
    expect(askAgain(wrong)).toBe(true);
    const again = play([{ do: 'again' }], wrong);
    expect(again).toMatchObject({ phase: 'asking', again: true, measured: { n: 3 } });
    const told = play([bet('few', 'sure')], again);
    // Only the first bet counts.
    expect(told).toMatchObject({ phase: 'told', right: true, results: [false] });
    expect(askAgain(play([bet('many', 'sure')], again))).toBe(false);
    for (const other of [bet('many'), bet('few', 'sure')]) expect(askAgain(play([other, run, measure(3)]))).toBe(false);
  });

  it('does not count a run that another visitor disturbed, and allows another run', () => {
    const disturbed = play([bet('few'), run, { do: 'tick', step: 'cut' }, { do: 'disturb' }]);
    expect(play([measure(3), { do: 'tick', step: 'more' }], disturbed)).toBe(disturbed);
    expect(play([run], disturbed)).toMatchObject({ phase: 'running', disturbed: false, ticked: [], bet: 'few' });
  });

  it('ticks each step once', () => {
    const ticked = play([bet('few'), run, { do: 'tick', step: 'cut' }]);
    expect(ticked.ticked).toEqual(['cut']);
    expect(play([{ do: 'tick', step: 'cut' }], ticked)).toBe(ticked);
  });

  it('follows the class, keeps a first bet during the discussion, and shows what another page measured', () => {
    const tell: Move = { do: 'tell', measured: { n: 3 } };
    const follow = (to: number): Move => ({ do: 'follow', round: to });
    expect(play([follow(1)])).toMatchObject({ round: 1, phase: 'asking', before: [{}], results: [false] });
    const betted = play([bet('few', 'sure')]);
    for (const nothing of [follow(0), follow(2)]) expect(play([nothing], betted)).toBe(betted);
    expect(play([tell], betted)).toMatchObject({ phase: 'told', right: true, measured: { n: 3 } });
    const talking = play([{ do: 'discuss' }], betted);
    expect(talking).toMatchObject({ phase: 'asking', kept: { bet: 'few', confidence: 'sure' } });
    expect(talking.bet).toBeUndefined();
    expect(play([{ do: 'discuss' }], talking)).toBe(talking);
    expect(play([tell], talking)).toMatchObject({ phase: 'told', bet: 'few', right: true });
    expect(play([bet('many'), tell], talking)).toMatchObject({ bet: 'many', right: false });
    expect(play([bet('many'), { do: 'reconsider' }], talking)).toEqual(talking);
    const told = play([tell], betted);
    for (const late of [tell, { do: 'discuss' }] as const) expect(play([late], told)).toBe(told);
    expect(play([{ do: 'next' }], told)).toMatchObject({ round: 1, phase: 'asking' });
    // Who takes the class over measures against what it was told.
    for (const known of [told, play([{ do: 'tell', measured: { n: 12 } }, { do: 'again' }], betted)])
      expect(play([follow(1)], known).before).toEqual([known.measured]);
    expect(play([follow(1), follow(0)], told).before).toEqual([]);
  });

  it('continues after a reload in the same phase, except that a run starts again, and NaN stays NaN', () => {
    const reload = (before: Run): Run => reopened(JSON.parse(JSON.stringify(before)));
    for (const moves of [[], [bet('few')], [bet('few'), run, measure(3)], [bet('few'), run, measure(Number.NaN), { do: 'next' }]] as Move[][])
      expect(reload(play(moves))).toEqual(play(moves));
    expect(reload(play([bet('few'), run]))).toEqual(play([bet('few')]));
    expect(reload(play([{ do: 'skip' }, run, { do: 'disturb' }]))).toEqual(play([{ do: 'skip' }]));
    expect(reload(play([bet('few'), run, measure(Number.NaN)])).measured).toEqual({ n: Number.NaN });
    expect(reopened({ round: 1 })).toEqual({ ...firstRun, round: 1 });
  });

  it('always has a valid phase, and one result for each finished round, whatever is pressed', () => {
    const kinds = ['skip', 'reconsider', 'run', 'disturb', 'again', 'next', 'restart', 'discuss'] as const;
    const move: fc.Arbitrary<Move> = fc.oneof(
      fc.constantFrom(...kinds).map((kind): Move => ({ do: kind })),
      fc.constantFrom(bet('few'), bet('many', 'sure'), measure(3), measure(12), { do: 'tick', step: 'cut' }, { do: 'follow', round: 1 }, {
        do: 'tell',
        measured: { n: 3 },
      } as const),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const now = play(moves);
        expect(now.results.length).toBe(now.round + (now.phase === 'told' || now.again ? 1 : 0));
        expect(now.before.length).toBe(now.round);
        if (now.phase === 'told') expect(now.measured).toBeDefined();
        if (now.phase === 'asking') expect(now.bet).toBeUndefined();
      }),
    );
  });
});
