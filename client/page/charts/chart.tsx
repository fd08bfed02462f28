import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { frame } from '../lab.ts';
import { TableTwin } from './data-table.tsx';
import type { Picture, Plot } from './plots.ts';
import type { Aligned } from './samples.ts';

/** Milliseconds between two redraws of a chart, and of a table that somebody reads. */
const chartPace = 250;
const tablePace = 1_000;

interface Props {
  readonly title: string;
  /** What is seen, in a sentence. */
  readonly hint?: string;
  readonly picture: Picture;
  /** Read at most four times a second, and only while the page is visible. */
  readonly read: () => Aligned;
  /** What stands where the pointer is. */
  readonly told?: (data: Aligned, index: number) => string;
  /** The same as a table; made only while it is open. */
  readonly table: () => ComponentChildren;
}

/** A picture with its title, what the pointer stands on, and its table. */
export function Chart({ title, hint, picture, read, told, table }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const at = useSignal('');
  const shown = useSignal<ComponentChildren>(undefined);
  const open = useRef(false);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    let [plot, gone, drawnAt, tabledAt]: [Plot | undefined, boolean, number, number] = [undefined, false, 0, 0];
    let data: Aligned = [[]];
    void import('./plots.ts').then(({ createPlot }) => {
      if (gone || !place.current) return;
      const point = (index: number | undefined) => {
        at.value = index === undefined || !told ? '' : told(data, index);
      };
      plot = createPlot(place.current, { ...picture, point });
    });
    const stop = frame(() => {
      const now = performance.now();
      if (plot && now - drawnAt >= chartPace) {
        drawnAt = now;
        data = reader.current();
        plot.draw(data, 60);
      }
      if (open.current && now - tabledAt >= tablePace) {
        tabledAt = now;
        shown.value = table();
      }
    });
    return () => {
      gone = true;
      stop();
      plot?.destroy();
    };
  }, []);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <output>{at.value}</output>
      </figcaption>
      {hint && <p class="hint">{hint}</p>}
      <div ref={place} class="plot" role="img" aria-label={`${title}: ${picture.y} over ${picture.x}. The table below holds the same.`} />
      <TableTwin
        open={(now) => {
          open.current = now;
          shown.value = now ? table() : undefined;
        }}
      >
        {shown.value}
      </TableTwin>
    </figure>
  );
}
