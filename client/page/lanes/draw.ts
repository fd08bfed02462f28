/** The loop that draws the lanes, once per frame, from the track. */
import { fontSizeOf, sharpContext } from '../canvas.ts';
import { frame } from '../frame.ts';
import { heat, roundTrip, track } from '../lab.ts';
import { settings } from '../settings/store.ts';
import type { Heat } from '../track/heat.ts';
import { type Geometry, place } from './geometry.ts';
import { collect, layOut, type Span } from './layout.ts';
import type { Mark } from './marks.ts';
import { paint } from './paint.ts';
import { type Palette, readPalette } from './palette.ts';
import { frozenPicture, selected, shownLanes, shownSpan } from './picture.ts';

/** Notifications per second above which they are counted in columns, and below which they are drawn singly again. */
const [tooMany, fewEnough] = [50, 40];
/** Milliseconds over which the rate is judged. */
const judged = 5_000;
/** Milliseconds between two layouts while the marks are many: the picture moves on in between. */
const layoutPace = 90;
/** Marks above which every other frame is enough, as for columns: slow movement needs no sixty frames a second, and the streams need the time. */
const crowded = 800;

/** The current picture, for pointer and keys. */
interface Drawing {
  readonly geometry: Geometry;
  readonly marks: readonly Mark[];
}

export class LaneDrawing implements Drawing {
  geometry: Geometry = place(1, 1, { from: 0, until: 1 }, 16, []);
  marks: readonly Mark[] = [];
  readonly #canvas: HTMLCanvasElement;
  readonly #names: () => ReturnType<typeof shownLanes>;
  #palette: Palette | undefined;
  #hot = false;
  #skipped = false;
  #laidOut = { total: -1, at: 0, still: false };

  /** @param names the lanes that are shown */
  constructor(canvas: HTMLCanvasElement, names: () => ReturnType<typeof shownLanes>) {
    this.#canvas = canvas;
    this.#names = names;
  }

  /** The colours have changed. */
  forgetColours(): void {
    this.#palette = undefined;
  }

  /** Draws until it is stopped. */
  run(): () => void {
    return frame(() => this.draw());
  }

  draw(): void {
    const canvas = this.#canvas;
    this.#skipped = (this.#hot || this.marks.length > crowded) && !this.#skipped;
    const brush = this.#skipped ? undefined : sharpContext(canvas);
    if (!brush) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    const span = shownSpan();
    const em = fontSizeOf(canvas);
    const names = this.#names();
    this.geometry = place(width, height, span, em, names);
    const warm = frozenPicture()?.heat ?? heat;
    this.#judge(warm, span);
    this.#layOut(span);
    this.#palette ??= readPalette(canvas.parentElement ?? document.body);
    const stroke = settings.peek().projector ? 4 : Math.max(2, em / 8);
    const hot = new Set<string>(this.#hot ? names : []);
    paint(brush, { geometry: this.geometry, marks: this.marks, palette: this.#palette, stroke, selected: selected.peek(), heat: warm, hot });
  }

  #judge(warm: Heat, { until }: Span): void {
    const rate = Math.max(0, ...shownLanes().map((lane) => warm.rate(lane, until - judged, until)));
    this.#hot = rate > (this.#hot ? fewEnough : tooMany);
  }

  /** Only if there are new records: otherwise the marks are the same, further left. */
  #layOut(span: Span): void {
    const still = frozenPicture();
    const now = performance.now();
    const { total, at, still: wasStill } = this.#laidOut;
    const same = !still && !wasStill && total === track.total && now - at < 1_000;
    if (same || (!still && this.marks.length > 500 && now - at < layoutPace)) return;
    this.#laidOut = { total: track.total, at: now, still: still !== undefined };
    if (this.#hot) this.marks = [];
    else {
      const oneWay = (roundTrip.peek() ?? settings.peek().rtt) / 2;
      const records = still ? still.records.filter((record) => record.at >= span.from - judged && record.at < span.until) : collect(track, span);
      this.marks = layOut(records, span, oneWay);
    }
  }
}
