/** Numbers that a slider goes through. */
export interface SliderScale {
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** The slider's middle is not the middle of the numbers: each part of it multiplies. From this number up. */
  readonly logFrom?: number;
}

/** Steps of a slider. */
export const slots = 1_000;

/** Three significant digits, or less where the step is wider. */
function rounded(value: number, step: number): number {
  const digits = Number(value.toPrecision(value < 10 ? 2 : 3));
  return Number((Math.round(digits / step) * step).toFixed(3));
}

/** Where a value is on the slider, 0 to `slots`. What lies below the logarithm's start (0 is "none") is at its left end. */
export function slotOf({ least, most, logFrom }: SliderScale, value: number): number {
  if (logFrom === undefined) return ((value - least) / (most - least)) * slots;
  return value < logFrom ? 0 : 1 + (Math.log(value / logFrom) / Math.log(most / logFrom)) * (slots - 1);
}

/** What the slider means there. */
export function valueAt({ least, most, step, logFrom }: SliderScale, slot: number): number {
  if (slot >= slots) return most;
  if (logFrom === undefined) return rounded(least + (slot / slots) * (most - least), step);
  return slot < 1 ? least : rounded(logFrom * (most / logFrom) ** ((slot - 1) / (slots - 1)), step);
}
