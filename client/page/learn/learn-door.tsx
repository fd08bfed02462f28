import { signal } from '@preact/signals';
import { lessonIds } from '../../../server/lab/door-paths.ts';
import type { DoorProps } from '../doors.ts';
import { messageOf } from '../errors.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { chosenLanguage, loadWords, type Words } from '../words/words.ts';
import { LessonList } from './lesson-list.tsx';
import { LessonRoom } from './lesson-room.tsx';
import { Tour } from './tour-stops.tsx';

/** What the door is made of, and what comes behind it: the words in one language, and all lessons. */
interface Material {
  readonly words: Words;
  readonly lessons: Readonly<Record<string, Lesson>>;
}

const material = signal<Material | undefined>(undefined);
const trouble = signal<string | undefined>(undefined);

const load = async (): Promise<Material> => {
  const [words, { lessons }] = await Promise.all([loadWords(chosenLanguage(navigator.languages)), import('../lessons/index.ts')]);
  return { words, lessons };
};

load().then(
  (loaded) => {
    material.value = loaded;
  },
  (error) => {
    trouble.value = messageOf(error);
  },
);

/** The list of lessons, one of them, or the short tour. */
export default function Door({ rest }: DoorProps) {
  if (rest === 'tour') return <Tour />;
  const { words, lessons } = material.value ?? {};
  if (!words || !lessons) {
    return (
      <>
        <h1>Learn</h1>
        {trouble.value === undefined ? (
          <p class="hint">Loading the lessons …</p>
        ) : (
          <p class="warn">
            The lessons cannot be loaded: {trouble.value}. <a href={location.href}>Load the page anew</a>
          </p>
        )}
      </>
    );
  }
  const id = lessonIds.find((name) => name === rest);
  const lesson = id && lessons[id];
  return lesson ? <LessonRoom key={id} {...{ lesson, words, lessons }} /> : <LessonList {...{ words, lessons }} />;
}
