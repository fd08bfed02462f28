import { drawVerdictMap } from '../../result/verdict-drawing.ts';
import { element, type Markup } from '../charts/svg.ts';
import type { VerdictMap } from '../verdict-map.ts';

/** Widths in pixels on a page and on a phone. */
const widths = { wide: 620, narrow: 348 } as const;

function drawn({ paths, places }: VerdictMap, width: number, title: string): Markup {
  const picture = drawVerdictMap(
    paths.map(({ label, breakEven }) => ({ label, breakEven: breakEven.sse })),
    places,
    width,
  );
  const shapes = picture.shapes.map(({ tag, attributes, text }) => element(tag, attributes, ...(text === undefined ? [] : [text])));
  const { height } = picture;
  return element('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': title }, ...shapes);
}

/** Drawn for both widths, so that its print stays legible. @param sentence a description in words */
export const VerdictFigure = ({ of: map, sentence }: { of: VerdictMap; sentence: string }) => (
  <figure>
    <div class="wide">{drawn(map, widths.wide, sentence)}</div>
    <div class="narrow">{drawn(map, widths.narrow, sentence)}</div>
    <figcaption>
      Both axes are logarithmic. A mark is a measured place, with the shape of the transport that took fewer bytes. Marks of one place are in the
      order of the table.
    </figcaption>
  </figure>
);
