import { useSignal } from '@preact/signals';
import { whyDisabled } from '../conditions/why-disabled.ts';
import { doorUrl } from '../place.ts';
import { reset } from '../toolbar/reset.ts';
import { type TourStop, tour } from './tour.ts';
import './learn.css';

interface StopProps {
  readonly stop: TourStop;
  readonly number: number;
  readonly done: boolean;
  act(): void;
}

/** A question, what answers it, and what was to be seen. */
function Stop({ stop: { title, question, act: verb, needs, seen }, number, done, act }: StopProps) {
  const why = whyDisabled(needs);
  return (
    <section class="stop" aria-labelledby="stop-title">
      <h2 id="stop-title">
        {number} of {tour.length}: {title}
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
        {done ? seen : 'Guess first. What there is to see will stand here.'}
      </p>
    </section>
  );
}

/** A short tour over the lanes below. */
export function Tour() {
  const at = useSignal(0);
  const done = useSignal(false);
  const go = (number: number) => {
    at.value = number;
    done.value = false;
  };
  const stop = tour[at.value];
  return (
    <>
      <h1>Five minutes with the lanes</h1>
      <p class="lead">Guess, press, and look at the lanes below.</p>
      {stop && (
        <Stop
          stop={stop}
          number={at.value + 1}
          done={done.value}
          act={() => {
            stop.run();
            done.value = true;
          }}
        />
      )}
      <p class="buttons tour-ways">
        <button type="button" disabled={at.value === 0} onClick={() => go(at.value - 1)}>
          Back
        </button>
        {at.value < tour.length - 1 ? (
          <button type="button" class={done.value ? 'primary' : ''} onClick={() => go(at.value + 1)}>
            Next
          </button>
        ) : (
          <a class={done.value ? 'button primary' : 'button'} href={doorUrl('decide')} onClick={reset}>
            Reset, and: which one should I use?
          </a>
        )}
      </p>
    </>
  );
}
