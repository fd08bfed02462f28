import type { Words } from '../words.ts';
import classroom from './class.json' with { type: 'json' };
import learn from './learn.json' with { type: 'json' };
import howLate from './lesson-01.json' with { type: 'json' };
import nothingCosts from './lesson-02.json' with { type: 'json' };
import whoIsFastest from './lesson-03.json' with { type: 'json' };
import betweenTwoPolls from './lesson-04.json' with { type: 'json' };
import pullThePlug from './lesson-05.json' with { type: 'json' };
import sevenTabs from './lesson-06.json' with { type: 'json' };
import silentLine from './lesson-07.json' with { type: 'json' };
import somebodyBuffers from './lesson-08.json' with { type: 'json' };
import slowReader from './lesson-09.json' with { type: 'json' };
import herd from './lesson-10.json' with { type: 'json' };
import hiddenTab from './lesson-11.json' with { type: 'json' };
import whoAreYou from './lesson-12.json' with { type: 'json' };
import fooledByABenchmark from './lesson-13.json' with { type: 'json' };
import tour from './tour.json' with { type: 'json' };

/** Buttons and labels. */
export const learnWords = learn;

export const classWords = classroom;

export const tourWords = tour;

export const words: Words = {
  language: 'en',
  learn: learnWords,
  class: classWords,
  tour: tourWords,
  lessons: {
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
  },
};
