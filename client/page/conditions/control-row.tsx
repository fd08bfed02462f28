import { number } from '../numbers.ts';
import { NumberField } from '../ui/number-field.tsx';
import { slotOf, slots, valueAt } from '../ui/slider-scale.ts';
import type { Control } from './controls.ts';

interface RowProps {
  readonly control: Control;
  readonly disabled: boolean;
}

/** A slider, a number field with its unit, and an explanation. */
export function ControlRow({ control, disabled }: RowProps) {
  const id = `control-${control.name.replace(' ', '-')}`;
  const value = control.read();
  return (
    <div class="control">
      <label for={id} title={control.does}>
        {control.name}
      </label>
      <input
        type="range"
        aria-label={`${control.name}, slider`}
        min={0}
        max={slots}
        value={slotOf(control, value)}
        aria-valuetext={`${number(value)} ${control.unit}`}
        disabled={disabled}
        onInput={({ currentTarget }) => control.set(valueAt(control, currentTarget.valueAsNumber))}
      />
      <span class="typed">
        <NumberField id={id} least={control.least} most={control.most} step="any" value={value} disabled={disabled} set={control.set} />
        <span class="label">{control.unit}</span>
      </span>
    </div>
  );
}
