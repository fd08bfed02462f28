import { useRef } from 'preact/hooks';
import type { Part } from '../../../server/lab/apparatus/telemetry/anatomy.ts';
import { number } from '../numbers.ts';
import type { Direction, Dissection } from './dissection.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

/** One part of one direction. */
export interface Choice {
  readonly direction: Direction;
  readonly part: number;
}

/** In `rem`: a row, and the view. */
const [rowHeight, height] = [1.75, 17.5];

/** Letters for the kinds of bytes, where there is no colour. */
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

interface OptionProps {
  readonly part: Part;
  readonly direction: Direction;
  readonly index: number;
  readonly count: number;
  readonly selected: boolean;
  choose(): void;
}

const Option = ({ part, direction, index, count, selected, choose }: OptionProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
  // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names its active option
  <div
    id={`part-${index}`}
    role="option"
    aria-selected={selected}
    aria-setsize={count}
    aria-posinset={index + 1}
    class={part.kind}
    style={{ top: `${index * rowHeight}rem` }}
    onClick={choose}
  >
    <span aria-hidden="true">{direction === 'up' ? '↑' : '↓'}</span>
    <span class="kind" aria-hidden="true">
      {letters[part.kind]}
    </span>
    <span class="name">{part.name}</span>
    <span class="size">
      {number(part.to - part.from)} <small>B</small>
    </span>
  </div>
);

interface PartListProps {
  readonly dissection: Dissection;
  readonly chosen: Choice;
  choose(choice: Choice): void;
}

/** Every part in the order of the bytes, first up, then down. Arrow keys go from one to the next. */
export function PartList({ dissection: { up, down }, chosen, choose }: PartListProps) {
  const place = useRef<HTMLDivElement>(null);
  const count = up.parts.length + down.parts.length;
  const choiceOf = (index: number): Choice =>
    index < up.parts.length ? { direction: 'up', part: index } : { direction: 'down', part: index - up.parts.length };
  const current = chosen.direction === 'up' ? chosen.part : up.parts.length + chosen.part;
  const visible = useVirtualRows(place, { rows: count, rowHeight, height, current, extent: 1 });
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
    >
      <div class="all" role="presentation" style={{ height: `${count * rowHeight}rem` }}>
        {visible.map((index) => {
          const choice = choiceOf(index);
          const part = (choice.direction === 'up' ? up : down).parts[choice.part];
          const rest = { index, count, direction: choice.direction, selected: index === current };
          return part && <Option key={index} part={part} {...rest} choose={() => choose(choice)} />;
        })}
      </div>
    </div>
  );
}
