import './choice.css';

interface ChoiceProps<Option extends string | number> {
  readonly label: string;
  /** Tells its radio buttons from those of another choice. */
  readonly name: string;
  readonly options: readonly Option[];
  readonly chosen: Option;
  choose(option: Option): void;
  show?(option: Option): string;
}

/** A few options, side by side, of which one holds. */
export const Choice = <Option extends string | number>({ label, name, options, chosen, choose, show = String }: ChoiceProps<Option>) => (
  <fieldset class="choice" aria-label={label}>
    {options.map((option) => (
      <label key={option}>
        <input type="radio" name={name} checked={option === chosen} onChange={() => choose(option)} />
        {show(option)}
      </label>
    ))}
  </fieldset>
);
