import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/**
 * The browser that all files share, as a file sees it. A tab that it opens has cookies, storage and connections of its own.
 * Closing it closes the tabs of this file, and nobody else's.
 */
export const shareChromium = (): Promise<Browser> => chromium.connect(inject('sharedChromium'));
