import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { hexRow, type Side, windowOf } from './dissection.ts';

/** CSS pixels of a row, and of the view. */
const [rowHeight, height] = [22, 264];
const wide = matchMedia('(min-width: 30rem)');

/** Bytes and characters, in rows; only the rows in view are there, however long the exchange. */
export function HexView({ side, chosen, choose }: { side: Side; chosen: number; choose: (part: number) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const scrolled = useSignal(0);
  const length = wide.matches ? 16 : 8;
  const rows = Math.ceil(side.bytes.length / length);
  const [first, end] = windowOf(rows, rowHeight, scrolled.value, height);
  useEffect(() => {
    const view = place.current;
    const from = side.parts[chosen]?.from;
    if (!view || from === undefined) return;
    const top = Math.floor(from / length) * rowHeight;
    if (top < view.scrollTop || top > view.scrollTop + height - 2 * rowHeight) view.scrollTop = Math.max(0, top - 2 * rowHeight);
  }, [side, chosen]);
  return (
    <section
      ref={place}
      class="hex"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
      aria-label="Bytes in hexadecimal, and as characters"
      onScroll={({ currentTarget }) => {
        scrolled.value = currentTarget.scrollTop;
      }}
    >
      <div class="all" style={{ height: `${rows * rowHeight}px` }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, index) => (first + index) * length).map((from) => {
          const runs = hexRow(side, from, length);
          const spans = (what: 'hex' | 'text') =>
            runs.map(({ part, kind, [what]: said }) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list of parts is what the keyboard uses
              // biome-ignore lint/a11y/noStaticElementInteractions: as above
              <span key={part} class={part === chosen ? `${kind} chosen` : kind} onClick={() => choose(part)}>
                {said}
              </span>
            ));
          return (
            <p key={from} style={{ top: `${(from / length) * rowHeight}px` }}>
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
