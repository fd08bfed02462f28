import { doorUrl } from '../place.ts';
import type { LessonWords, Words } from '../words/words.ts';
import type { RoomProps } from './lesson-room.tsx';
import { Sentence } from './sentence.tsx';

type NotesProps = Pick<Words, 'learn'> & LessonWords['teacher'];

const TeacherNotes = ({ learn, aim, pitfalls, discuss }: NotesProps) => (
  <details class="teacher">
    <summary>{learn.teacher}</summary>
    <p>
      <b>{learn.aim}:</b> {aim}
    </p>
    <p>
      <b>{learn.pitfalls}:</b> {pitfalls}
    </p>
    <p>
      <b>{learn.discuss}:</b> {discuss}
    </p>
  </details>
);

/** The end of a lesson: what to try, see and read, the next lesson, and notes for teachers. */
export function Ending({ play: { lesson, run }, words }: Omit<RoomProps, 'said'>) {
  const { learn } = words;
  const own = words.lessons[lesson.id];
  const { results } = run.value;
  return (
    <>
      <p class="finished">
        <Sentence text={learn.finished} values={{ right: results.filter(Boolean).length, rounds: results.length }} words={words} />
      </p>
      <p>
        <b>{learn.try}:</b> {own.try}
      </p>
      <p>
        <b>{learn.devtools}:</b> {own.devtools}
      </p>
      <p>
        <b>{learn.read}:</b>{' '}
        {lesson.links.map(({ text, url }, index) => (
          <span key={url}>
            {index > 0 && ' · '}
            <a href={url}>{text}</a>
          </span>
        ))}
      </p>
      <TeacherNotes learn={learn} {...own.teacher} />
      <p>
        {lesson.next.map((id) => (
          <a key={id} class="button primary" href={doorUrl(`learn/${id}`)}>
            {learn.nextLesson}: {words.lessons[id].title}
          </a>
        ))}
      </p>
    </>
  );
}
