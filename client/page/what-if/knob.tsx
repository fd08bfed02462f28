import { type Knob, placeOf, scales, steps, valueAt } from './forecasts.ts';

/** A slider, and the same as a typed number. */
export function KnobControl({ knob, value, turn }: { knob: Knob; value: number; turn: (value: number) => void }) {
  const scale = scales[knob];
  const type = (input: HTMLInputElement) => {
    const typed = input.valueAsNumber;
    const taken = Number.isFinite(typed) ? Math.min(scale.most, Math.max(scale.zero ? 0 : scale.least, typed)) : value;
    turn(taken);
    input.value = String(taken);
  };
  return (
    <label class="knob">
      <span class="label">{scale.label}</span>
      <span class="typed">
        <input
          type="number"
          aria-label={`${scale.label}${scale.unit && `, ${scale.unit}`}`}
          min={scale.zero ? 0 : scale.least}
          max={scale.most}
          step="any"
          value={value}
          onChange={({ currentTarget }) => type(currentTarget)}
        />
        <small>{scale.unit}</small>
      </span>
      <input
        type="range"
        aria-label={scale.label}
        min="0"
        max={steps}
        value={placeOf(scale, value)}
        aria-valuetext={`${value} ${scale.unit}`}
        onInput={({ currentTarget }) => turn(valueAt(scale, currentTarget.valueAsNumber))}
      />
    </label>
  );
}
