import { transportNames } from '../../../server/stream/protocol.ts';
import { paused } from '../lab.ts';
import { themes } from '../settings/settings.ts';
import { change, settings, showOne, showRace } from '../settings/store.ts';
import { Shape } from '../ui/transport-mark.tsx';
import { keysShown, togglePause, toggleProjector } from './keys.ts';

/** What runs: all lanes side by side, or one stream over one transport. */
function Runs() {
  const { mode, transport } = settings.value;
  return (
    <nav class="buttons" aria-label="What runs">
      <button type="button" aria-pressed={mode === 'race'} onClick={showRace}>
        Race
      </button>
      {transportNames.map((name) => (
        <button
          key={name}
          type="button"
          class={name}
          aria-pressed={mode === 'one' && transport === name}
          aria-label={`One: ${name}`}
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

const showKeys = () => {
  keysShown.value = true;
};

/** What runs, and how the page is shown. */
export function TopBar() {
  const { projector, theme } = settings.value;
  const chooseTheme = (text: string) => change({ theme: themes.find((name) => name === text) ?? 'auto' });
  return (
    <header class="top">
      <h1>Transport Lab</h1>
      <Runs />
      <p class="buttons show">
        <button type="button" aria-pressed={projector} onClick={toggleProjector}>
          Projector
        </button>
        <select aria-label="Colours" value={theme} onChange={({ currentTarget }) => chooseTheme(currentTarget.value)}>
          {themes.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" aria-label="List the keys" onClick={showKeys}>
          ?
        </button>
      </p>
    </header>
  );
}
