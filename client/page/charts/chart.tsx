import { type Signal, signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { frame } from '../frame.ts';
import { type Palette, readPalette } from '../lanes/palette.ts';
import { LiveTable } from './live-table.tsx';
import { type ChartFrame, type ChartKind, type ChartPlace, frameOf, paintChart } from './paint-chart.ts';
import type { Line } from './samples.ts';

/** Milliseconds between two redraws of a chart at least, and between two looks at the theme. */
const [chartPace, palettePace] = [250, 1_000];
/** A chart takes at most a thirtieth of the time: where a minute holds half a million records it is drawn less often. */
const rarity = 30;

/** Seconds that a time axis looks back. */
const span = 60;

/** Where the pointer stands on the time axis, in seconds before now: the same in every chart that has one. */
const pointed = signal<number | undefined>(undefined);

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

interface Props {
  readonly title: string;
  readonly kind: ChartKind;
  /** CSS, such as `18rem`. */
  readonly height: string;
  /** Read at most four times a second, and only while the page is visible. */
  readonly read: () => readonly Line[];
  /** What stands where the pointer is. */
  readonly told: (lines: readonly Line[], place: number) => string;
  /** The same as a table; made only while it is open. Without it another table below holds it. */
  readonly table?: () => ComponentChildren;
}

/** A canvas that is drawn anew when there is something new, and when the pointer moves. */
class Drawing {
  lines: readonly Line[] = [];
  #frame: ChartFrame | undefined;
  readonly #canvas: HTMLCanvasElement;
  readonly #kind: ChartKind;

  constructor(canvas: HTMLCanvasElement, kind: ChartKind) {
    this.#canvas = canvas;
    this.#kind = kind;
  }

  draw(cursor: number | undefined): void {
    const canvas = this.#canvas;
    const { clientWidth: width, clientHeight: height } = canvas;
    const brush = canvas.getContext('2d');
    if (!brush || width === 0) return;
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    const place: ChartPlace = { width, height, em: Number.parseFloat(getComputedStyle(canvas).fontSize), span };
    this.#frame = frameOf(this.lines, this.#kind, place);
    paintChart(brush, this.lines, this.#kind, place, currentPalette(), cursor);
  }

  /** What a pixel from the left stands for; `undefined` beside the axes. */
  valueAt(pixel: number): number | undefined {
    const value = this.#frame?.x.back(pixel);
    return this.#frame && value !== undefined && value >= this.#frame.x.least && value <= this.#frame.x.most ? value : undefined;
  }
}

/** A picture with its title, what the pointer stands on, and its table. */
export function Chart({ title, kind, height, read, told, table }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<Drawing>(undefined);
  const own = useSignal<number | undefined>(undefined);
  const cursor: Signal<number | undefined> = kind.over === 'time' ? pointed : own;
  const at = useSignal('');
  useEffect(() => {
    if (!canvas.current) return;
    const made = new Drawing(canvas.current, kind);
    drawing.current = made;
    let due = 0;
    let drawnWith: number | undefined;
    let seen = true;
    const watching = new IntersectionObserver((entries) => {
      seen = entries.at(-1)?.isIntersecting ?? true;
    });
    watching.observe(canvas.current);
    const stop = frame(() => {
      const now = performance.now();
      const place = cursor.peek();
      if (seen && (now >= due || place !== drawnWith)) {
        if (now >= due) made.lines = read();
        made.draw(place);
        if (now >= due) due = now + Math.max(chartPace, rarity * (performance.now() - now));
        drawnWith = place;
        at.value = place === undefined ? '' : told(made.lines, place);
      }
    });
    return () => {
      stop();
      watching.disconnect();
    };
  }, []);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <output>{at.value}</output>
      </figcaption>
      <canvas
        ref={canvas}
        style={{ height }}
        role="img"
        aria-label={`${title}: ${kind.y} over ${kind.x}. The table below holds the same.`}
        onPointerMove={({ offsetX }) => {
          cursor.value = drawing.current?.valueAt(offsetX);
        }}
        onPointerLeave={() => {
          cursor.value = undefined;
        }}
      />
      {table && <LiveTable table={table} />}
    </figure>
  );
}
