import { afterAll, beforeAll, describe, it } from 'vitest';
import { openLessonPage } from '../lessons/play/lesson-page.ts';
import { type Driver, launchTimeout } from '../support/browsers/driver.ts';
import { provideBrowser } from '../support/browsers/provide.ts';
import { startTestLab } from '../support/start-lab.ts';
import { expectLesson, lessonPath, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson hidden-tab', () => {
  let driver: Driver | undefined;
  // A Chromium of its own: the shared one keeps hidden tabs awake.
  beforeAll(async () => {
    driver = await (await provideBrowser('Chromium'))?.();
  }, launchTimeout);
  afterAll(() => driver?.close());

  it('runs to the end: a hidden tab polls once a second, its streams go on, and a cursor brings the rest', async ({ skip }) => {
    if (!driver) return skip();
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const page = await openLessonPage(driver, `${lab.url}/${lessonPath('hidden-tab')}`, true);
    await expectLesson(page, 'hidden-tab', { polls: 300, late: 'all', pause: 'lost' });
  });
});
