import { signal } from '@preact/signals';
import { Code } from './code/code.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { settings } from './settings/store.ts';

const shown = { inspector: 'Bytes', code: 'Code' } as const;

/** What somebody chose to read, also when the page is laid out anew. */
const chosen = signal<keyof typeof shown | undefined>(undefined);

/** What is read beside the lanes: an exchange's bytes, or the code that sent them. */
export function Reading() {
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
