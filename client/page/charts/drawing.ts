import { fontSizeOf, sharpContext } from '../canvas.ts';
import { type Palette, readPalette } from '../lanes/palette.ts';
import { type ChartFrame, type ChartKind, type ChartPlace, frameOf, paintChart } from './paint-chart.ts';
import type { Line } from './samples.ts';

/** Milliseconds between two redraws of a chart at least, and between two checks of the theme. */
const [chartPace, palettePace] = [250, 1_000];
/** A chart uses at most a thirtieth of the time: if a minute holds half a million records, it is drawn less often. */
const rarity = 30;

/** Seconds that a time axis looks back. */
const span = 60;

let palette: Palette | undefined;
let readAt = 0;

/** Read once for all charts: it costs a computation of styles. */
function currentPalette(): Palette {
  if (!palette || performance.now() - readAt > palettePace) {
    palette = readPalette(document.body);
    readAt = performance.now();
  }
  return palette;
}

/** A canvas that is drawn anew when there is something new, and when the pointer moves. */
export class Drawing {
  lines: readonly Line[] = [];
  readonly #canvas: HTMLCanvasElement;
  readonly #kind: ChartKind;
  readonly #read: () => readonly Line[];
  #frame: ChartFrame | undefined;
  #due = 0;
  #cursor: number | undefined;

  constructor(canvas: HTMLCanvasElement, kind: ChartKind, read: () => readonly Line[]) {
    this.#canvas = canvas;
    this.#kind = kind;
    this.#read = read;
  }

  /** Called at each frame. @param cursor position of the pointer @returns whether it was drawn */
  renew(cursor: number | undefined): boolean {
    const now = performance.now();
    const isDue = now >= this.#due;
    if (!isDue && cursor === this.#cursor) return false;
    if (isDue) this.lines = this.#read();
    this.#draw(cursor);
    if (isDue) this.#due = now + Math.max(chartPace, rarity * (performance.now() - now));
    this.#cursor = cursor;
    return true;
  }

  /** The value at a pixel from the left; `undefined` beside the axes. */
  valueAt(pixel: number): number | undefined {
    const value = this.#frame?.x.back(pixel);
    return this.#frame && value !== undefined && value >= this.#frame.x.least && value <= this.#frame.x.most ? value : undefined;
  }

  #draw(cursor: number | undefined): void {
    const context = sharpContext(this.#canvas);
    if (!context) return;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const place: ChartPlace = { width, height, em: fontSizeOf(this.#canvas), span };
    this.#frame = frameOf(this.lines, this.#kind, place);
    paintChart(context, this.lines, this.#kind, place, currentPalette(), cursor);
  }
}
