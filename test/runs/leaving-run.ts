import { setTimeout as pause } from 'node:timers/promises';
import { lessons } from '../../client/page/lessons/index.ts';
import { words } from '../../client/page/words/en/words.ts';
import type { LessonId } from '../../server/lab/door-paths.ts';
import { type LessonPage, openLessonPage, until } from '../lessons/play/lesson-page.ts';
import { doSteps } from '../lessons/play/play-lesson.ts';
import type { Driver } from '../support/browsers/driver.ts';

const keepsWhatItSaves = `const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (content) => {
    void content.text().then((text) => { globalThis.savedRun = text; });
    return make(content);
  };`;

async function press(page: LessonPage, name: string): Promise<void> {
  const find = `[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === ${JSON.stringify(name)} && !button.disabled)`;
  await until(page, `the button “${name}”`, `return ${find} !== undefined;`);
  await page.run(`${find}.click();`);
}

/**
 * Plays the first round of a lesson in which the tab is hidden for a while. Such a tab is none of Playwright's, so its download is read from the page.
 * @param afterwards milliseconds that the run goes on before it is saved
 * @returns the saved run
 */
export async function leavingRun(driver: Driver, url: string, id: LessonId, afterwards: number): Promise<string> {
  const page = await openLessonPage(driver, url, true);
  const [round] = lessons[id].rounds;
  const said = words.lessons[id].rounds[round?.id ?? ''];
  if (!round || !said) throw new Error(`Expected a first round of ${id}, and words for it.`);
  await until(page, 'the page', "return document.querySelector('.lesson') !== null;");
  await page.run(keepsWhatItSaves);
  await press(page, words.learn.skip);
  await press(page, words.learn.run);
  await doSteps(page, round, said);
  await until(page, 'the lesson to tell', `return document.querySelector('.lesson[data-phase="told"]') !== null;`);
  await pause(afterwards);
  await press(page, 'Save this run');
  await until(page, 'the saved run', "return typeof globalThis.savedRun === 'string';");
  return page.run<string>('return globalThis.savedRun;');
}
