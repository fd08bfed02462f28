import { Sentence } from '../learn/sentence.tsx';
import { doorUrl } from '../place.ts';
import type { SavedLesson } from '../saved-run/saved-run.ts';
import type { Words } from '../words/words.ts';

/** The question of a lesson, and the result of this run. */
export function LessonText({ lesson: { id, round, measured }, words }: { readonly lesson: SavedLesson; readonly words: Words }) {
  const { learn, lessons } = words;
  const said = lessons[id].rounds[round];
  if (!said) return null;
  return (
    <section class="replayed-lesson" lang={words.language} aria-labelledby="replayed-lesson">
      <h2 id="replayed-lesson">{said.question}</h2>
      <p>{said.set}</p>
      <p>
        <b>{learn.youSaw}:</b> <Sentence text={said.seen} values={measured} words={words} />
      </p>
      <p>
        <b>{learn.because}:</b> {said.because}
      </p>
      <p>
        <a href={doorUrl(`learn/${id}`)}>{lessons[id].title}</a>
      </p>
    </section>
  );
}
