import { type Signal, signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { frame } from '../frame.ts';
import { Drawing } from './drawing.ts';
import { LiveTable } from './live-table.tsx';
import type { ChartKind } from './paint-chart.ts';
import type { Line } from './samples.ts';

/** Position of the pointer on the time axis, in seconds before now: shared by all charts with one. */
const pointerTime = signal<number | undefined>(undefined);

interface Props {
  readonly title: string;
  readonly kind: ChartKind;
  /** CSS, such as `18rem`. */
  readonly height: string;
  /** Read at most four times a second, and only while the page is visible. */
  readonly read: () => readonly Line[];
  /** The values at the pointer. */
  readonly told: (lines: readonly Line[], place: number) => string;
  /** The same as a table, made only while it is open. Without it, another table below has the numbers. */
  readonly table?: () => ComponentChildren;
}

/** Keeps a canvas drawn while it is in view. @returns its drawing, and the values at the pointer */
function useDrawing({ kind, read, told }: Props, cursor: Signal<number | undefined>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<Drawing>(undefined);
  const atPointer = useSignal('');
  useEffect(() => {
    if (!canvas.current) return;
    const made = new Drawing(canvas.current, kind, read);
    drawing.current = made;
    let seen = true;
    const watching = new IntersectionObserver((entries) => {
      seen = entries.at(-1)?.isIntersecting ?? true;
    });
    watching.observe(canvas.current);
    const stop = frame(() => {
      const place = cursor.peek();
      if (seen && made.renew(place)) atPointer.value = place === undefined ? '' : told(made.lines, place);
    });
    return () => {
      stop();
      watching.disconnect();
    };
  }, []);
  return { canvas, drawing, atPointer };
}

/** A picture with its title, the values at the pointer, and its table. */
export function Chart(props: Props) {
  const { title, kind, height, table } = props;
  const own = useSignal<number | undefined>(undefined);
  const cursor = kind.over === 'time' ? pointerTime : own;
  const { canvas, drawing, atPointer } = useDrawing(props, cursor);
  const point = (pixel?: number) => {
    cursor.value = pixel === undefined ? undefined : drawing.current?.valueAt(pixel);
  };
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <output>{atPointer.value}</output>
      </figcaption>
      <canvas
        ref={canvas}
        style={{ height }}
        role="img"
        aria-label={`${title}: ${kind.y} over ${kind.x}. The table below contains the same data.`}
        onPointerMove={({ offsetX }) => point(offsetX)}
        onPointerLeave={() => point()}
      />
      {table && <LiveTable table={table} />}
    </figure>
  );
}
