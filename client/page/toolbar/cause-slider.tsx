import type { Control } from '../conditions/controls.ts';
import { whyDisabled } from '../conditions/why-disabled.ts';
import { number } from '../numbers.ts';
import { slotOf, slots, valueAt } from '../ui/slider-scale.ts';

/** A slider for one of the conditions. The panel of all conditions also has a field to type the number into. */
export function CauseSlider({ name, control }: { readonly name: string; readonly control: Control }) {
  const value = control.read();
  const text = `${number(value)} ${control.unit}`;
  const why = whyDisabled(control.needs);
  return (
    <label class="cause" title={why ?? control.does}>
      <span>
        {name} <b>{text}</b>
      </span>
      <input
        type="range"
        aria-label={name}
        aria-valuetext={text}
        min={0}
        max={slots}
        value={slotOf(control, value)}
        disabled={why !== undefined}
        onInput={({ currentTarget }) => control.set(valueAt(control, currentTarget.valueAsNumber))}
      />
    </label>
  );
}
