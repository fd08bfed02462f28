/** Bundled for a page without a lab: draws every round of every lesson in every phase, one below the other, with the longest numbers. */
import { type ComponentChild, render } from 'preact';
import { beside } from '../../../client/page/learn/beside.ts';
import { LessonList } from '../../../client/page/learn/lesson-list.tsx';
import { LessonCard } from '../../../client/page/learn/lesson-room.tsx';
import { membersSeen } from '../../../client/page/learn/members.ts';
import { Play } from '../../../client/page/learn/play.ts';
import { Tour } from '../../../client/page/learn/tour-stops.tsx';
import { lessons } from '../../../client/page/lessons/index.ts';
import type { Placed } from '../../../client/page/lessons/judge.ts';
import type { Bet, Lesson, Round } from '../../../client/page/lessons/lesson.ts';
import { firstRun, type Run } from '../../../client/page/lessons/runner.ts';
import { placeholdersOf } from '../../../client/page/words/format.ts';
import { loadWords, type Words } from '../../../client/page/words/words.ts';
import type { DrawLessons } from './draw-lessons.ts';

/** A measured number with more digits than any unit shows. */
const long = 1_234.567;

/** A possible bet, with the longest number. */
function betOn(bet: Bet): Placed {
  if (bet.kind === 'choice') return Object.keys(bet.options)[0] ?? '';
  if (bet.kind === 'sort') return bet.items;
  return bet.kind === 'number' ? bet.range[1] : bet.of.map(() => bet.range[1]);
}

/** A number for each name in the round's sentence, and for each bar: 900, because three hundred clients try at most three times. */
const measuredIn = (words: Words, { id }: Lesson, { id: round, bet }: Round) =>
  Object.fromEntries([
    ...placeholdersOf(words.lessons[id].rounds[round]?.seen ?? '').map((name) => [name, long] as const),
    ...(bet.kind === 'curve' ? bet.of : []).map((name) => [name, 900] as const),
  ]);

/** The states of a round: asked, bet, running and told. */
function runsOf(words: Words, lesson: Lesson, number: number): readonly Run[] {
  const [round] = lesson.rounds.slice(number);
  if (!round) return [];
  const at: Run = { ...firstRun, round: number };
  const betted: Run = { ...at, phase: 'betted', bet: betOn(round.bet), confidence: 'sure' };
  const told: Run = { ...betted, phase: 'told', measured: measuredIn(words, lesson, round), right: false, again: true, results: [false] };
  return [at, betted, { ...betted, phase: 'running' }, told];
}

/** The lesson in this state, with connections to draw if the round waits for arrivals. */
function inState(words: Words, lesson: Lesson, run: Run): ComponentChild {
  const play = new Play(lesson);
  play.run.value = run;
  play.settling.value = run.phase === 'running' ? 'failed' : false;
  const due = Array.from({ length: 70 }, (_, index) => index * 10);
  if ('arrivals' in play.round.enough && run.phase !== 'asking') play.arrivals.value = { connections: due, refused: due, due };
  return <LessonCard key={`${lesson.id} ${run.round} ${run.phase} ${run.bet}`} {...{ play, words }} />;
}

const draw: DrawLessons = async (language) => {
  const words = await loadWords(language);
  const log = '127.0.0.1 "GET /naive/members/stream/sse?token=correct-horse-battery-staple-correct-horse-battery-staple HTTP/1.1" 200';
  membersSeen.value = { done: [], doors: {}, log: [log] };
  const all = Object.values(lessons);
  beside.counts.value = Object.fromEntries(
    all.flatMap(({ rounds }) => rounds.flatMap(({ beside: readers = {} }) => Object.keys(readers).map((name) => [name, 12_345]))),
  );
  const root = document.querySelector('main');
  if (!root) throw new Error('Expected a page with a main element.');
  const states = all.flatMap((lesson) =>
    lesson.rounds.flatMap((_, number) => runsOf(words, lesson, number).map((run) => inState(words, lesson, run))),
  );
  render(
    <>
      <LessonList {...{ words, lessons }} />
      <Tour words={words} />
      {states}
    </>,
    root,
  );
  for (const teacher of document.querySelectorAll('details')) teacher.open = true;
  return states.length;
};

Object.assign(globalThis, { draw });
