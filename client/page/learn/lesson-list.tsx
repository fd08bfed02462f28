import { lessonIds } from '../../../server/lab/door-paths.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { doorUrl } from '../place.ts';
import type { Words } from '../words/words.ts';
import { LanguageChoice } from './language-choice.tsx';
import { lessonsDone } from './progress.ts';
import { told } from './sentence.tsx';
import './lesson.css';

interface ListProps {
  readonly words: Words;
  readonly lessons: Readonly<Record<string, Lesson>>;
}

/** The duration of a lesson, and this browser's progress in it. */
function factsOf({ id, minutes, needs, rounds }: Lesson, words: Words): string {
  const { learn } = words;
  const right = lessonsDone.value[id];
  return [
    told(learn.minutes, { minutes: minutes.alone }, words),
    needs.includes('weather') ? learn.needsWeather : needs.includes('control') ? learn.needsControl : '',
    right === undefined ? learn.notDone : told(learn.done, { right, rounds: rounds.length }, words),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** All lessons, in the order in which they build on each other. */
export function LessonList({ words, lessons }: ListProps) {
  const { learn } = words;
  return (
    <section lang={words.language}>
      <LanguageChoice words={words} />
      <h1>{learn.title}</h1>
      <p class="lead">{learn.lead}</p>
      <h2 class="unseen">{learn.lessons}</h2>
      <ol class="lessons">
        <li>
          <a href={doorUrl('learn/tour')}>{learn.tour}</a>
          <p>{learn.tourTeaser}</p>
        </li>
        {lessonIds.map((id) => {
          const lesson = lessons[id];
          const { title, teaser } = words.lessons[id];
          return (
            lesson && (
              <li key={id} data-done={lessonsDone.value[id] !== undefined}>
                <a href={doorUrl(`learn/${id}`)}>{title}</a>
                <p>{teaser}</p>
                <p class="hint">{factsOf(lesson, words)}</p>
              </li>
            )
          );
        })}
      </ol>
    </section>
  );
}
