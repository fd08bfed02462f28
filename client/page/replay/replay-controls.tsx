import { SecondsShown } from '../lanes/lane-controls.tsx';
import { Choice } from '../ui/choice.tsx';
import { describeRecord } from './describe-record.ts';
import { goTo, now, type OpenedRun, pause, playing, speed, speeds, step, togglePlay } from './player.ts';

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(3);

/** Play, step, speed, and how many seconds the lanes show. */
export const ReplayControls = () => (
  <>
    <p class="buttons">
      <button type="button" class="primary" onClick={togglePlay}>
        {playing.value ? 'Pause' : 'Play'}
      </button>
      <button type="button" onClick={() => step(-1)}>
        Event before
      </button>
      <button type="button" onClick={() => step(1)}>
        Next event
      </button>
    </p>
    <Choice
      label="Speed"
      name="speed"
      options={speeds}
      chosen={speed.value}
      choose={(value) => {
        speed.value = value;
      }}
      show={(value) => `${value} ×`}
    />
    <SecondsShown />
  </>
);

/** The position in the run, and the last event. */
export function Position({ opened: { timeline } }: { readonly opened: OpenedRun }) {
  const at = now.value ?? timeline.until;
  const count = timeline.countAt(at);
  const [length, passed] = [timeline.until - timeline.from, at - timeline.from];
  const events = timeline.lastAt(at).map(describeRecord).join('; ');
  return (
    <div class="position">
      <input
        type="range"
        aria-label="Time of the run"
        aria-valuetext={`${seconds(passed)} of ${seconds(length)} seconds`}
        min={0}
        max={length}
        step="any"
        value={passed}
        onInput={({ currentTarget }) => {
          pause();
          goTo(timeline.from + currentTarget.valueAsNumber);
        }}
      />
      <output class="replay-event" data-count={count}>
        <b>{seconds(passed)} s</b> · event {count.toLocaleString('en')} of {timeline.events.length.toLocaleString('en')}
        {events && ` · ${events}`}
      </output>
    </div>
  );
}
