/** All lessons, in a chunk of their own: each is some lines. */
import type { LessonId } from '../../../server/lab/door-paths.ts';
import { lesson as betweenTwoPolls } from './between-two-polls.ts';
import { lesson as fooledByABenchmark } from './bonus/fooled-by-a-benchmark.ts';
import { lesson as hiddenTab } from './bonus/hidden-tab.ts';
import { lesson as whoAreYou } from './bonus/who-are-you.ts';
import { lesson as herd } from './herd.ts';
import { lesson as howLate } from './how-late.ts';
import type { Lesson } from './lesson.ts';
import { lesson as nothingCosts } from './nothing-costs.ts';
import { lesson as pullThePlug } from './pull-the-plug.ts';
import { lesson as sevenTabs } from './seven-tabs.ts';
import { lesson as silentLine } from './silent-line.ts';
import { lesson as slowReader } from './slow-reader.ts';
import { lesson as somebodyBuffers } from './somebody-buffers.ts';
import { lesson as whoIsFastest } from './who-is-fastest.ts';

export const lessons: Readonly<Record<LessonId, Lesson>> = {
  'how-late': howLate,
  'nothing-costs': nothingCosts,
  'who-is-fastest': whoIsFastest,
  'between-two-polls': betweenTwoPolls,
  'pull-the-plug': pullThePlug,
  'seven-tabs': sevenTabs,
  'silent-line': silentLine,
  'somebody-buffers': somebodyBuffers,
  'slow-reader': slowReader,
  herd,
  'hidden-tab': hiddenTab,
  'who-are-you': whoAreYou,
  'fooled-by-a-benchmark': fooledByABenchmark,
};
