import { lazyJson } from '../code/lazy-json.ts';
import { number } from '../numbers.ts';
import { type Dissection, textOf } from './dissection.ts';
import type { Choice } from './part-list.tsx';
import partTexts from './part-texts.json?url';
import { droppable, meaningOf, type PartTexts } from './part-texts.ts';
import { kindLabels } from './sums.tsx';

const texts = lazyJson<PartTexts>('part-texts.json', partTexts);

/** To be called with the first exchange. */
export const readTexts = texts.load;

/** The part that was chosen, explained. */
export function Detail({ dissection, chosen }: { dissection: Dissection; chosen: Choice }) {
  const side = dissection[chosen.direction];
  const part = side.parts[chosen.part];
  if (!part) return <p class="hint">Nothing was sent in this direction yet.</p>;
  const meaning = texts.data.value && meaningOf(texts.data.value, part);
  return (
    <div class="detail" aria-live="polite">
      <h3>
        {part.name}, {number(part.to - part.from)} <small>B {chosen.direction}</small>{' '}
        <span class={`legend ${part.kind}`}>{kindLabels[part.kind]}</span>
      </h3>
      {meaning && <p>{meaning}</p>}
      <p>
        <span class="label">Could this be dropped?</span> {texts.data.value && droppable(texts.data.value, part, chosen.direction)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <pre class="content" tabIndex={0} dir="auto">
        {textOf(side, part)}
      </pre>
    </div>
  );
}
