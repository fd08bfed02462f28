import { AccessLog } from './access-log.tsx';
import { ArrivalsChart } from './arrivals-chart.tsx';
import { PlacedBet } from './bet-form.tsx';
import type { RoomProps } from './lesson-room.tsx';
import { SideBySide } from './repair-file.tsx';

/** The steps to do, ticked by what the page observes. */
function Steps({ play, said }: RoomProps) {
  const { steps = [] } = play.round;
  const { ticked, disturbed } = play.run.value;
  const next = steps.find(({ id }) => !ticked.includes(id))?.id;
  const waits = play.settling.value !== false || disturbed;
  return (
    <ol class="steps">
      {steps.map(({ id, act }) => (
        <li key={id} data-done={ticked.includes(id)}>
          <span aria-hidden="true">{ticked.includes(id) ? '✓' : '·'}</span>
          {act ? (
            <button type="button" class={id === next ? 'primary' : ''} disabled={waits || id !== next} onClick={() => play.press(id, act)}>
              {said.steps?.[id]}
            </button>
          ) : (
            <span>{said.steps?.[id]}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The run, until there is enough evidence. */
export function Running(props: RoomProps) {
  const { play, words } = props;
  const { learn } = words;
  const { disturbed } = play.run.value;
  const { value: settling } = play.settling;
  return (
    <>
      <PlacedBet {...props} />
      {(play.round.steps ?? []).length > 0 && <Steps {...props} />}
      {play.round.beside && <SideBySide {...props} />}
      {play.arrivals.value.connections.length > 0 && <ArrivalsChart {...props} />}
      <div role="status">
        {disturbed && <p class="warn">{learn.disturbed}</p>}
        {settling === true && <p class="hint">{learn.settling}</p>}
        {settling === 'failed' && <p class="warn">{learn.cannotSet}</p>}
      </div>
      <AccessLog {...props} />
      {disturbed ? (
        <p class="buttons">
          <button type="button" class="primary" onClick={() => play.move({ do: 'run' })}>
            {learn.runAgain}
          </button>
        </p>
      ) : (
        <>
          <progress aria-label={learn.evidence} value={settling === false ? play.evidence.value : 0} />
          <p class="hint">{learn.enough}</p>
        </>
      )}
    </>
  );
}
