/** CSS pixels of the root's letters: on a wall everything is larger, rows included. */
export const rem = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
