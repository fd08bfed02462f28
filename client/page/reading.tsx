import { signal } from '@preact/signals';
import { Code } from './code/code.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { settings } from './settings/store.ts';
import { Choice } from './ui/choice.tsx';

const options = ['Bytes', 'Code'] as const;

/** What somebody chose to read, also when the page is laid out anew. */
const chosen = signal<(typeof options)[number] | undefined>(undefined);

/** What is read beside the lanes: an exchange's bytes, or the code that sent them. */
export function Reading() {
  // Who follows one stream asks what it is made of.
  const what = chosen.value ?? (settings.value.mode === 'one' ? 'Code' : 'Bytes');
  return (
    <div class="reading">
      <Choice
        label="Read the bytes or the code"
        name="reading"
        options={options}
        chosen={what}
        choose={(option) => {
          chosen.value = option;
        }}
      />
      {what === 'Code' ? <Code /> : <Inspector />}
    </div>
  );
}
