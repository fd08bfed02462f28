import { useSignal } from '@preact/signals';
import { Code } from './code/code.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { settings } from './lab.ts';

const shown = { inspector: 'Bytes', code: 'Code' } as const;

/** What is read beside the lanes: an exchange's bytes, or the code that sent them. */
export function Reading() {
  const chosen = useSignal<keyof typeof shown | undefined>(undefined);
  // Who follows one stream asks what it is made of.
  const what = chosen.value ?? (settings.value.mode === 'one' ? 'code' : 'inspector');
  return (
    <div class="reading">
      <fieldset class="choice" aria-label="Read the bytes or the code">
        {(Object.keys(shown) as (keyof typeof shown)[]).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="reading"
              checked={what === name}
              onChange={() => {
                chosen.value = name;
              }}
            />
            {shown[name]}
          </label>
        ))}
      </fieldset>
      {what === 'code' ? <Code /> : <Inspector />}
    </div>
  );
}
