import { transportNames } from '../../../server/stream/protocol.ts';
import { paused } from '../lab.ts';
import { settings, showOne, showRace } from '../settings/store.ts';
import { Shape } from '../ui/transport-mark.tsx';
import { togglePause } from './keys.ts';

/** What runs: all lanes side by side, or one stream over one transport. */
export function Runs() {
  const { mode, transport } = settings.value;
  return (
    <nav class="buttons runs" aria-label="What runs">
      <button type="button" title="All lanes side by side" aria-pressed={mode === 'race'} onClick={showRace}>
        Race
      </button>
      {transportNames.map((name) => (
        <button
          key={name}
          type="button"
          class={name}
          aria-pressed={mode === 'one' && transport === name}
          aria-label={`One: ${name}`}
          title="One stream alone, which can change its transport"
          onClick={() => showOne(name)}
        >
          <Shape of={name} /> <span>{name}</span>
        </button>
      ))}
      <button type="button" aria-pressed={paused.value !== undefined} onClick={togglePause}>
        {paused.value ? 'Start' : 'Pause'}
      </button>
    </nav>
  );
}
