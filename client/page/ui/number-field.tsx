import { useSignal } from '@preact/signals';
import type { InputHTMLAttributes } from 'preact';

interface FieldProps extends Pick<InputHTMLAttributes<HTMLInputElement>, 'id' | 'aria-label' | 'disabled' | 'step'> {
  readonly least: number;
  readonly most: number;
  readonly value: number;
  /** Gets the typed number, moved into the range. */
  set(value: number): void;
}

/** A number field. What is being typed stays until it is confirmed, even if the page is redrawn meanwhile, because the lab may report its state at any time. */
export function NumberField({ least, most, value, set, ...rest }: FieldProps) {
  const typed = useSignal<string | undefined>(undefined);
  const forget = () => {
    typed.value = undefined;
  };
  return (
    <input
      type="number"
      min={least}
      max={most}
      value={typed.value ?? value}
      onInput={({ currentTarget }) => {
        typed.value = currentTarget.value;
      }}
      onChange={({ currentTarget: { valueAsNumber } }) => {
        forget();
        if (!Number.isNaN(valueAsNumber)) set(Math.min(most, Math.max(least, valueAsNumber)));
      }}
      onBlur={forget}
      {...rest}
    />
  );
}
