import { effect, signal } from '@preact/signals';
import { lessonIds } from '../../../server/lab/door-paths.ts';
import type { DoorProps } from '../doors.ts';
import { messageOf } from '../errors.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { loadWords, type Words } from '../words/words.ts';
import { language } from './language.ts';
import { LessonList } from './lesson-list.tsx';
import { LessonRoom } from './lesson-room.tsx';
import { Tour } from './tour-stops.tsx';

/** The door's contents, loaded later: the words in one language, and all lessons. */
const words = signal<Words | undefined>(undefined);
const lessons = signal<Readonly<Record<string, Lesson>> | undefined>(undefined);
const trouble = signal<string | undefined>(undefined);

const fail = (error: Error): void => {
  trouble.value = messageOf(error);
};

import('../lessons/index.ts').then((loaded) => {
  lessons.value = loaded.lessons;
}, fail);

// The present words stay until the others have loaded.
effect(() => {
  const wanted = language.value;
  loadWords(wanted).then((loaded) => {
    if (wanted !== language.peek()) return;
    words.value = loaded;
    trouble.value = undefined;
  }, fail);
});

const Trouble = () => (
  <p class="warn">
    The lessons cannot be loaded: {trouble.value}. <a href={location.href}>Load the page anew</a>
  </p>
);

/** The list of lessons, one of them, or the short tour. */
export default function Door({ rest }: DoorProps) {
  const [said, all] = [words.value, lessons.value];
  if (!said || !all) {
    return (
      <>
        <h1>Learn</h1>
        {trouble.value === undefined ? (
          <p class="hint" aria-busy>
            Loading the lessons …
          </p>
        ) : (
          <Trouble />
        )}
      </>
    );
  }
  const id = lessonIds.find((name) => name === rest);
  const lesson = id && all[id];
  return (
    <>
      {trouble.value !== undefined && <Trouble />}
      {rest === 'tour' ? (
        <Tour words={said} />
      ) : lesson ? (
        <LessonRoom key={id} {...{ lesson, words: said }} />
      ) : (
        <LessonList {...{ words: said, lessons: all }} />
      )}
    </>
  );
}
