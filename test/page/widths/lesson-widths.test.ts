import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { languageNames } from '../../../client/page/words/languages.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { openTab } from '../open-tab.ts';
import type { DrawLessons } from './draw-lessons.ts';
import { overflowingText } from './overflowing-text.ts';

const assets = join(import.meta.dirname, '../../../dist/page/assets');

const widths = [390, 320];

/** All style sheets of the built page. */
const styles = (): string =>
  readdirSync(assets)
    .filter((name) => name.endsWith('.css'))
    .map((name) => readFileSync(join(assets, name), 'utf8'))
    .join('\n');

async function bundle(): Promise<string> {
  const made = await build({
    ...{ configFile: false, logLevel: 'warn', publicDir: false },
    build: {
      ...{ write: false, minify: false, target: 'es2022', assetsInlineLimit: 0 },
      lib: { entry: join(import.meta.dirname, 'draw-lessons.tsx'), formats: ['iife'], name: 'lessons' },
    },
  });
  const outputs = 'on' in made ? [] : [made].flat();
  return outputs.flatMap(({ output }) => output.map((one) => (one.type === 'chunk' ? one.code : ''))).join('\n');
}

describe.skipIf(!inject('chromium'))('the lessons', () => {
  let browser: Browser;
  let script: string;
  beforeAll(async () => {
    [browser, script] = await Promise.all([shareChromium(), bundle()]);
  });

  it('have no text that is too wide for a phone, in any phase and language', async () => {
    // The document of the lab’s page, without a lab behind it.
    const { page } = await openTab(browser, { changed: true });
    const body = `<!doctype html><html lang="en" data-lab="./"><style>${styles()}</style><div id="app"><main></main></div></html>`;
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto('http://lab.test/learn');
    await page.evaluate(script);
    for (const language of languageNames) {
      const states = await page.evaluate((name) => (globalThis as unknown as { draw: DrawLessons }).draw(name), language);
      expect(states).toBeGreaterThan(150);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 844 });
        expect([language, width, await page.evaluate(overflowingText)]).toEqual([language, width, []]);
      }
    }
  });
});
