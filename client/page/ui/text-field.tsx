import type { Signal } from '@preact/signals';
import type { ComponentChildren, InputHTMLAttributes } from 'preact';

type Attributes = Pick<InputHTMLAttributes<HTMLInputElement>, 'name' | 'required' | 'pattern' | 'title' | 'maxLength' | 'spellcheck'>;

interface TextFieldProps extends Attributes {
  readonly label: ComponentChildren;
  /** Holds the text, updated at each key. */
  readonly value: Signal<string>;
}

/** A line of text with its label. */
export const TextField = ({ label, value, ...rest }: TextFieldProps) => (
  <label>
    <span class="label">{label}</span>
    <input
      autoComplete="off"
      {...rest}
      value={value.value}
      onInput={({ currentTarget }) => {
        value.value = currentTarget.value;
      }}
    />
  </label>
);
