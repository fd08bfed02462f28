/** Milliseconds between two redraws for visitors who prefer reduced motion: of pictures, which would move, and of text, which changes with the numbers of the cards. */
const calmInterval = { picture: 1_000, text: 250 };

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Draws at most once per animation frame, however often it is called: a message costs an array entry, never a redraw. A hidden page gets no frames,
 * so it draws when it is visible again.
 * @param calmly milliseconds between two redraws for visitors who prefer reduced motion
 * @returns a function that asks for a redraw
 */
export function oncePerFrame(draw: () => void, calmly = calmInterval.text): () => void {
  let asked = false;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const atNextFrame = () =>
    requestAnimationFrame(() => {
      asked = false;
      drawnAt = performance.now();
      draw();
    });
  return () => {
    if (asked) return;
    asked = true;
    const wait = calm.matches ? drawnAt + calmly - performance.now() : 0;
    if (wait > 0) setTimeout(atNextFrame, wait);
    else atNextFrame();
  };
}

type Stop = () => void;

const callbacks = new Set<() => void>();

const ask = oncePerFrame(() => {
  for (const callback of callbacks) callback();
  if (callbacks.size > 0) ask();
}, calmInterval.picture);

/** Calls it once per animation frame, once a second with reduced motion, never while the page is hidden. One redraw serves all. */
export function frame(callback: () => void): Stop {
  callbacks.add(callback);
  ask();
  return () => callbacks.delete(callback);
}
