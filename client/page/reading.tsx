import { useSignal } from '@preact/signals';
import { Code } from './code/code.tsx';
import { Inspector } from './inspector/inspector.tsx';

const shown = { inspector: 'Bytes', code: 'Code' } as const;

/** What is read beside the lanes: an exchange's bytes, or the code that sent them. */
export function Reading() {
  const what = useSignal<keyof typeof shown>('inspector');
  return (
    <div class="reading">
      <fieldset class="choice" aria-label="Read the bytes or the code">
        {(Object.keys(shown) as (keyof typeof shown)[]).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="reading"
              checked={what.value === name}
              onChange={() => {
                what.value = name;
              }}
            />
            {shown[name]}
          </label>
        ))}
      </fieldset>
      {what.value === 'code' ? <Code /> : <Inspector />}
    </div>
  );
}
