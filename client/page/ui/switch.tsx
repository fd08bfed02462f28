import type { ComponentChildren } from 'preact';

interface SwitchProps {
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
  set(checked: boolean): void;
}

/** A checkbox with its label. */
export const Switch = ({ checked, disabled = false, class: own = '', children, set }: SwitchProps) => (
  <label class={`switch ${own}`}>
    <input type="checkbox" checked={checked} disabled={disabled} onChange={({ currentTarget }) => set(currentTarget.checked)} />
    {children}
  </label>
);
