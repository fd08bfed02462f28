import { useEffect, useMemo } from 'preact/hooks';
import { role, voteIsClosed } from '../class/role.ts';
import { whyDisabled } from '../conditions/why-disabled.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { doorUrl } from '../place.ts';
import { labState } from '../telemetry/telemetry.ts';
import { Lazy } from '../ui/lazy.tsx';
import type { RoundWords, Words } from '../words/words.ts';
import { BetForm, PlacedBet } from './bet-form.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { listenForLessonKeys } from './lesson-keys.ts';
import { Play } from './play.ts';
import { Running } from './running.tsx';
import { Sentence } from './sentence.tsx';
import { Told } from './told.tsx';
import './lesson.css';
import './lesson-layout.css';

/** The data from which every phase of a lesson is drawn. */
export interface RoomProps {
  readonly play: Play;
  readonly words: Words;
  /** The texts of the round. */
  readonly said: RoundWords;
}

/** The phase after a bet: the run can be started, and the bet changed. Once the class has closed its vote, a page that follows only waits. */
function Betted({ play, words, said }: RoomProps) {
  const { learn } = words;
  const why = play.lesson.needs.map((need) => whyDisabled(need)).find((one) => one !== undefined);
  // In a class the teacher starts the run.
  const bets = labState.value?.class.ballot;
  return (
    <>
      <PlacedBet {...{ play, words, said }} />
      {!voteIsClosed(play.lesson.id, play.round.id) && (
        <p class="buttons">
          {!(why && bets) && (
            <button type="button" class="primary" disabled={why !== undefined} onClick={() => play.move({ do: 'run' })}>
              {learn.run}
            </button>
          )}
          <button type="button" onClick={() => play.move({ do: 'reconsider' })}>
            {learn.reconsider}
          </button>
        </p>
      )}
      {why && !bets && <p class="hint warn">{why}</p>}
    </>
  );
}

const loadClassBets = async () => (await import('../class-bets/class-bets.tsx')).ClassBets;

const phases = { asking: BetForm, betted: Betted, skipped: Betted, running: Running, told: Told } as const;

interface LessonProps {
  readonly lesson: Lesson;
  readonly words: Words;
}

/** One lesson, phase by phase. Its settings are undone when the visitor leaves it. */
export function LessonRoom({ lesson, words }: LessonProps) {
  const play = useMemo(() => new Play(lesson), [lesson]);
  useEffect(() => {
    const interrupt = () => play.interrupt();
    const deaf = listenForLessonKeys();
    addEventListener('pagehide', interrupt);
    return () => {
      removeEventListener('pagehide', interrupt);
      deaf();
      play.leave();
    };
  }, [play]);
  return <LessonCard {...{ play, words }} />;
}

/** A lesson in its current phase. */
export function LessonCard({ play, words }: Omit<RoomProps, 'said'>) {
  const { lesson } = play;
  const { phase, round, discussed, again } = play.run.value;
  const { title, rounds } = words.lessons[lesson.id];
  const said = rounds[play.round.id];
  // Once the class has closed its vote nobody is asked any more: the bet before the discussion counts, or none.
  const Phase = phases[phase === 'asking' && !again && voteIsClosed(lesson.id, play.round.id) ? 'betted' : phase];
  const given = play.given.value;
  return (
    <section
      class="lesson"
      lang={words.language}
      data-phase={phase}
      data-round={play.round.id}
      data-settling={play.settling.value !== false}
      data-rtt={given?.rtt}
      aria-labelledby="lesson-title"
    >
      <div class="lesson-top">
        <p class="hint round">
          <a href={doorUrl('learn')}>{words.learn.list}</a> ·{' '}
          <Sentence text={words.learn.round} values={{ round: round + 1, rounds: lesson.rounds.length }} words={words} /> ·{' '}
          <a href={`${doorUrl('replay')}?run=${lesson.id}`}>{words.learn.replay}</a>
        </p>
        <LanguageChoice words={words} />
      </div>
      <h1 id="lesson-title">{title}</h1>
      {said && (
        <div class="phase" key={`${round} ${phase} ${discussed}`}>
          {phase !== 'told' && <p class="set">{said.set}</p>}
          <Phase {...{ play, words, said }} />
        </div>
      )}
      {said && (labState.value?.class.lead || role.value.leads) && (
        <Lazy title={words.class.title} load={loadClassBets} props={{ play, words, said }} />
      )}
      <p class="hint lesson-keys">{words.learn.keys}</p>
    </section>
  );
}
