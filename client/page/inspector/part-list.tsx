import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { number } from '../numbers.ts';
import { rem } from '../rem.ts';
import { type Direction, type Dissection, windowOf } from './dissection.ts';

/** One part of one direction. */
export interface Choice {
  readonly direction: Direction;
  readonly part: number;
}

/** In `rem`: a row, and the view. */
const [rowHeight, height] = [1.75, 17.5];

/** What a kind is called where there is no colour. */
const letters = { headers: 'H', framing: 'F', payload: 'P' } as const;

/** Keys, and by how many parts they go. */
const jumps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Every part in the order of the bytes, first up, then down. Arrow keys go from one to the next. */
export function PartList({ dissection, chosen, choose }: { dissection: Dissection; chosen: Choice; choose: (choice: Choice) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const scrolled = useSignal(0);
  const { up, down } = dissection;
  const count = up.parts.length + down.parts.length;
  const choiceOf = (index: number): Choice =>
    index < up.parts.length ? { direction: 'up', part: index } : { direction: 'down', part: index - up.parts.length };
  const current = chosen.direction === 'up' ? chosen.part : up.parts.length + chosen.part;
  const [first, end] = windowOf(count, rowHeight, scrolled.value, height);
  useEffect(() => {
    const view = place.current;
    if (!view) return;
    const row = rowHeight * rem();
    const top = current * row;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top > view.scrollTop + view.clientHeight - row) view.scrollTop = top - view.clientHeight + row;
  }, [current, dissection]);
  const turn = (event: KeyboardEvent) => {
    const by = jumps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    choose(choiceOf(Math.min(count - 1, Math.max(0, current + by))));
  };
  return (
    <div
      ref={place}
      class="parts"
      role="listbox"
      tabIndex={0}
      aria-label="Parts of the exchange"
      aria-activedescendant={`part-${current}`}
      onKeyDown={turn}
      onScroll={({ currentTarget }) => {
        scrolled.value = currentTarget.scrollTop / rem();
      }}
    >
      <div class="all" role="presentation" style={{ height: `${count * rowHeight}rem` }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index).map((index) => {
          const choice = choiceOf(index);
          const part = dissection[choice.direction].parts[choice.part];
          if (!part) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names its active option
            <div
              key={index}
              id={`part-${index}`}
              role="option"
              aria-selected={index === current}
              aria-setsize={count}
              aria-posinset={index + 1}
              class={part.kind}
              style={{ top: `${index * rowHeight}rem` }}
              onClick={() => choose(choice)}
            >
              <span aria-hidden="true">{choice.direction === 'up' ? '↑' : '↓'}</span>
              <span class="kind" aria-hidden="true">
                {letters[part.kind]}
              </span>
              <span class="name">{part.name}</span>
              <span class="size">
                {number(part.to - part.from)} <small>B</small>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
