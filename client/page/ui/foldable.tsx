import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import './foldable.css';

interface FoldableProps {
  /** Whether it is unfolded. */
  readonly open: Signal<boolean>;
  readonly summary: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Content that is folded away until a visitor opens it. */
export const Foldable = ({ open, summary, children }: FoldableProps) => (
  <details
    class="foldable"
    onToggle={({ currentTarget }) => {
      open.value = currentTarget.open;
    }}
  >
    <summary>{summary}</summary>
    {children}
  </details>
);
