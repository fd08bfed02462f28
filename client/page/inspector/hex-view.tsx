import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { rem } from '../rem.ts';
import { hexRow, type Side, windowOf } from './dissection.ts';

/** In `rem`: a row, and the view. */
const [rowHeight, height] = [1.375, 17.5];
/** From how many `rem` on sixteen bytes fit beside their characters. */
const wide = 37.5;

/** Bytes and characters, in rows; only the rows in view are there, however long the exchange. */
export function HexView({ side, chosen, choose }: { side: Side; chosen: number; choose: (part: number) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const scrolled = useSignal(0);
  const length = useSignal(8);
  const perRow = length.value;
  const rows = Math.ceil(side.bytes.length / perRow);
  const [first, end] = windowOf(rows, rowHeight, scrolled.value, height);
  useEffect(() => {
    const view = place.current;
    const from = side.parts[chosen]?.from;
    if (!view || from === undefined) return;
    const row = rowHeight * rem();
    const top = Math.floor(from / perRow) * row;
    if (top < view.scrollTop || top > view.scrollTop + view.clientHeight - 2 * row) view.scrollTop = Math.max(0, top - 2 * row);
  }, [side, chosen, perRow]);
  useEffect(() => {
    if (!place.current) return;
    const resized = new ResizeObserver(([entry]) => {
      length.value = (entry?.contentRect.width ?? 0) >= wide * rem() ? 16 : 8;
    });
    resized.observe(place.current);
    return () => resized.disconnect();
  }, []);
  return (
    <section
      ref={place}
      class={`hex by-${perRow}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
      aria-label="Bytes in hexadecimal, and as characters"
      onScroll={({ currentTarget }) => {
        scrolled.value = currentTarget.scrollTop / rem();
      }}
    >
      <div class="all" style={{ height: `${rows * rowHeight}rem` }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, index) => (first + index) * perRow).map((from) => {
          const runs = hexRow(side, from, perRow);
          const spans = (what: 'hex' | 'text') =>
            runs.map(({ part, kind, [what]: said }) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list of parts is what the keyboard uses
              // biome-ignore lint/a11y/noStaticElementInteractions: as above
              <span key={part} class={part === chosen ? `${kind} chosen` : kind} onClick={() => choose(part)}>
                {said}
              </span>
            ));
          return (
            <p key={from} style={{ top: `${(from / perRow) * rowHeight}rem` }}>
              <span class="offset">{from.toString(16).padStart(4, '0')}</span>
              <span class="bytes">{spans('hex')}</span>
              <span class="characters">{spans('text')}</span>
            </p>
          );
        })}
      </div>
    </section>
  );
}
