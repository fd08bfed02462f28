import { signal } from '@preact/signals';
import { readSource } from '../code/source-file.ts';
import { number } from '../numbers.ts';
import { type Dissection, textOf } from './dissection.ts';
import type { Choice } from './part-list.tsx';
import partTexts from './part-texts.json?url';
import { droppable, meaningOf, type PartTexts } from './part-texts.ts';
import { kindLabels } from './sums.tsx';

/** A file of its own: it is read with the first exchange. */
const texts = signal<PartTexts | undefined>(undefined);

export async function readTexts(): Promise<void> {
  texts.value ??= JSON.parse(await readSource({ path: 'part-texts.json', url: partTexts }));
}

/** The part that was chosen, explained. */
export function Detail({ dissection, chosen }: { dissection: Dissection; chosen: Choice }) {
  const side = dissection[chosen.direction];
  const part = side.parts[chosen.part];
  if (!part) return <p class="hint">Nothing was sent in this direction yet.</p>;
  const meaning = texts.value && meaningOf(texts.value, part);
  return (
    <div class="detail" aria-live="polite">
      <h3>
        {part.name}, {number(part.to - part.from)} <small>B {chosen.direction}</small>{' '}
        <span class={`legend ${part.kind}`}>{kindLabels[part.kind]}</span>
      </h3>
      {meaning && <p>{meaning}</p>}
      <p>
        <span class="label">Could this be dropped?</span> {texts.value && droppable(texts.value, part, chosen.direction)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <pre class="content" tabIndex={0} dir="auto">
        {textOf(side, part)}
      </pre>
    </div>
  );
}
