import type { Page } from 'playwright-core';

/** Runs in the page. */
const find = (): string[] => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth);
  // A wide element widens those around it: the innermost ones say what is wrong.
  const innermost = wide.filter((one) => !wide.some((other) => one !== other && one.contains(other)));
  return [
    `${scrollWidth} of ${clientWidth} px`,
    ...innermost.slice(0, 5).map((one) => `${one.outerHTML.slice(0, 120)}: to ${Math.round(one.getBoundingClientRect().right)} px`),
  ];
};

/** @returns nothing if the page is as wide as its window; otherwise both widths, and up to five elements that stick out */
export const stickingOut = (page: Page): Promise<string[]> => page.evaluate(find);
