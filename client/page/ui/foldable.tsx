import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface FoldableProps {
  readonly class: string;
  /** Whether it is unfolded. */
  readonly open: Signal<boolean>;
  readonly summary: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Something that is folded away until somebody opens it. */
export const Foldable = ({ class: own, open, summary, children }: FoldableProps) => (
  <details
    class={own}
    onToggle={({ currentTarget }) => {
      open.value = currentTarget.open;
    }}
  >
    <summary>{summary}</summary>
    {children}
  </details>
);
