import { useSignal } from '@preact/signals';
import { whyDisabled } from '../conditions/why-disabled.ts';
import { doorUrl } from '../place.ts';
import { reset } from '../toolbar/reset.ts';
import type { Words } from '../words/words.ts';
import { LanguageChoice } from './language-choice.tsx';
import { told } from './sentence.tsx';
import { type TourStop, tour } from './tour.ts';
import './learn.css';

interface StopProps {
  readonly words: Words;
  readonly stop: TourStop;
  readonly number: number;
  readonly done: boolean;
  act(): void;
}

/** A question, the act that answers it, and the result. */
function Stop({ words, stop: { id, needs }, number, done, act }: StopProps) {
  const { stop: place, guess, stops } = words.tour;
  const { title, question, act: verb, seen } = stops[id];
  const why = whyDisabled(needs);
  return (
    <section class="stop" aria-labelledby="stop-title">
      <h2 id="stop-title">
        {told(place, { number, all: tour.length }, words)} {title}
      </h2>
      <div>
        <p>{question}</p>
        <p class="buttons">
          <button type="button" class={done ? '' : 'primary'} disabled={why !== undefined} onClick={act}>
            {verb}
          </button>
        </p>
        {why && <p class="hint warn">{why}</p>}
      </div>
      <p class="seen" role="status">
        {done ? seen : guess}
      </p>
    </section>
  );
}

/** A short tour over the lanes below. */
export function Tour({ words }: { readonly words: Words }) {
  const at = useSignal(0);
  const done = useSignal(false);
  const { title, lead, back, next, end } = words.tour;
  const go = (number: number) => {
    at.value = number;
    done.value = false;
  };
  const stop = tour[at.value];
  const act = () => {
    stop?.run();
    done.value = true;
  };
  return (
    <section lang={words.language}>
      <LanguageChoice words={words} />
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      {stop && <Stop {...{ words, stop, act }} number={at.value + 1} done={done.value} />}
      <p class="buttons tour-ways">
        <button type="button" disabled={at.value === 0} onClick={() => go(at.value - 1)}>
          {back}
        </button>
        {at.value < tour.length - 1 ? (
          <button type="button" class={done.value ? 'primary' : ''} onClick={() => go(at.value + 1)}>
            {next}
          </button>
        ) : (
          <a class={done.value ? 'button primary' : 'button'} href={doorUrl('decide')} onClick={reset}>
            {end}
          </a>
        )}
      </p>
    </section>
  );
}
