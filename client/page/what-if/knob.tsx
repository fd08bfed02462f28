import { NumberField } from '../ui/number-field.tsx';
import { slotOf, slots, valueAt } from '../ui/slider-scale.ts';
import { type Knob, scales } from './forecasts.ts';

/** A slider, and a number field for the same value. */
export function KnobControl({ knob, value, turn }: { knob: Knob; value: number; turn: (value: number) => void }) {
  const scale = scales[knob];
  const { label, unit, least, most } = scale;
  return (
    <label class="knob">
      <span class="label">{label}</span>
      <span class="typed">
        <NumberField aria-label={`${label}${unit && `, ${unit}`}`} least={least} most={most} step="any" value={value} set={turn} />
        <small>{unit}</small>
      </span>
      <input
        type="range"
        aria-label={label}
        min="0"
        max={slots}
        value={slotOf(scale, value)}
        aria-valuetext={`${value} ${unit}`}
        onInput={({ currentTarget }) => turn(valueAt(scale, currentTarget.valueAsNumber))}
      />
    </label>
  );
}
