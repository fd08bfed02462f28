import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { rem } from '../canvas.ts';
import { hexRow, type Side } from './dissection.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

/** In `rem`: a row, and the view. */
const [rowHeight, height] = [1.375, 17.5];
/** From how many `rem` on sixteen bytes fit beside their characters. */
const wide = 37.5;

/** How many bytes fit into a row. */
function useRowLength(place: RefObject<HTMLElement | null>): 8 | 16 {
  const length = useSignal<8 | 16>(8);
  useEffect(() => {
    if (!place.current) return;
    const resized = new ResizeObserver(([entry]) => {
      length.value = (entry?.contentRect.width ?? 0) >= wide * rem() ? 16 : 8;
    });
    resized.observe(place.current);
    return () => resized.disconnect();
  }, []);
  return length.value;
}

interface HexViewProps {
  readonly side: Side;
  /** A part of it. */
  readonly chosen: number;
  choose(part: number): void;
}

/** One row. @param from the offset of its first byte */
function Row({ side, chosen, choose, from, length }: HexViewProps & { readonly from: number; readonly length: number }) {
  const runs = hexRow(side, from, length);
  const spans = (what: 'hex' | 'text') =>
    runs.map(({ part, kind, [what]: text }) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list of parts is what the keyboard uses
      // biome-ignore lint/a11y/noStaticElementInteractions: as above
      <span key={part} class={part === chosen ? `${kind} chosen` : kind} onClick={() => choose(part)}>
        {text}
      </span>
    ));
  return (
    <p style={{ top: `${(from / length) * rowHeight}rem` }}>
      <span class="offset">{from.toString(16).padStart(4, '0')}</span>
      <span class="bytes">{spans('hex')}</span>
      <span class="characters">{spans('text')}</span>
    </p>
  );
}

/** Bytes and characters. */
export function HexView({ side, chosen, choose }: HexViewProps) {
  const place = useRef<HTMLElement>(null);
  const length = useRowLength(place);
  const rows = Math.ceil(side.bytes.length / length);
  const current = Math.floor((side.parts[chosen]?.from ?? 0) / length);
  const visible = useVirtualRows(place, { rows, rowHeight, height, current, extent: 3 });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section ref={place} class={`hex by-${length}`} tabIndex={0} aria-label="Bytes in hexadecimal, and as characters">
      <div class="all" style={{ height: `${rows * rowHeight}rem` }}>
        {visible.map((row) => (
          <Row key={row * length} {...{ side, chosen, choose, length }} from={row * length} />
        ))}
      </div>
    </section>
  );
}
