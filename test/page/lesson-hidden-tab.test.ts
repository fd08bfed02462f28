import { afterAll, beforeAll, describe, it } from 'vitest';
import { openLessonPage } from '../lessons/play/lesson-page.ts';
import { type Driver, launchTimeout } from '../support/browsers/driver.ts';
import { provideBrowser } from '../support/browsers/provide.ts';
import { startTestLab } from '../support/start-lab.ts';
import { expectLesson, lessonPath, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson hidden-tab', () => {
  let driver: Driver | undefined;
  // A Chromium of its own: in the one that all files share no tab sleeps.
  beforeAll(async () => {
    driver = await (await provideBrowser('Chromium'))?.();
  }, launchTimeout);
  afterAll(() => driver?.close());

  it('is played to its end: polls of a tab that nobody sees come once a second, streams go on, and a cursor brings the rest', async ({ skip }) => {
    if (!driver) return skip();
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const page = await openLessonPage(driver, `${lab.url}/${lessonPath('hidden-tab')}`, true);
    await expectLesson(page, 'hidden-tab', { polls: 300, late: 'all', pause: 'lost' });
  });
});
