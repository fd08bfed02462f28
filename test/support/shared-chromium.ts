import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/**
 * The browser that all files share, for one file. A tab that it opens has cookies, storage and connections of its own.
 * Closing it closes only the tabs of this file.
 */
export const shareChromium = (): Promise<Browser> => chromium.connect(inject('sharedChromium'));
