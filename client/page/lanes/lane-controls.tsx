import { notifyOf } from '../notice.ts';
import { change, settings } from '../settings/store.ts';
import { kept } from '../track/ring.ts';
import { Choice } from '../ui/choice.tsx';
import { back, frozen, scrub, toggleFreeze } from './picture.ts';
import { step } from './step.ts';

const spans = [5, 15, 60];

/** How many seconds the lanes show. */
export const SecondsShown = () => (
  <Choice
    label="Seconds shown"
    name="span"
    options={spans}
    chosen={settings.value.span}
    choose={(seconds) => change({ span: seconds })}
    show={(seconds) => `${seconds} s`}
  />
);

const save = () => {
  import('../export/save-run.ts').then(({ saveRun }) => saveRun()).catch(notifyOf);
};

/** Buttons to freeze, step and save, and how many seconds the lanes show. */
export function LaneControls() {
  const still = frozen.value !== undefined;
  const { span } = settings.value;
  return (
    <>
      <p class="buttons">
        <button type="button" aria-pressed={still} onClick={toggleFreeze}>
          {still ? 'Resume' : 'Freeze'}
        </button>
        <button type="button" onClick={() => void step()}>
          Step: publish one
        </button>
        <button type="button" title="The last minute as a file, which Replay opens without a server." onClick={save}>
          Save this run
        </button>
      </p>
      <SecondsShown />
      {still && (
        <label class="scrub">
          <span class="unseen">{back.value.toFixed(1)} s before the freeze</span>
          <input
            type="range"
            min={span - kept / 1_000}
            max={0}
            step={0.1}
            disabled={span * 1_000 >= kept}
            value={-back.value}
            aria-valuetext={`${back.value.toFixed(1)} seconds back`}
            onInput={({ currentTarget }) => scrub(-currentTarget.valueAsNumber)}
          />
        </label>
      )}
    </>
  );
}
