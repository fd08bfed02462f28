/** Gives a canvas as many pixels as the screen has for it. @returns its context, in CSS pixels; `undefined` while it is not shown */
export function sharpContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | undefined {
  const { clientWidth, clientHeight } = canvas;
  const context = canvas.getContext('2d');
  if (!context || clientWidth === 0) return undefined;
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** CSS pixels of a letter in it. */
export const fontSizeOf = (element: Element): number => Number.parseFloat(getComputedStyle(element).fontSize);

/** CSS pixels of the root font: on a projector everything is larger, rows included. */
export const rem = (): number => fontSizeOf(document.documentElement);
