import './choice.css';

interface ChoiceProps<Option extends string | number> {
  readonly label: string;
  /** The name of its group of radio buttons. */
  readonly name: string;
  readonly options: readonly Option[];
  readonly chosen: Option;
  choose(option: Option): void;
  show?(option: Option): string;
}

/** A few options side by side, one of which is chosen. */
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
