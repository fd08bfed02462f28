import { transportNames } from '../../../server/stream/protocol.ts';
import { paused } from '../lab.ts';
import type { Settings } from '../settings/settings.ts';
import { change, settings, showOne, showRace } from '../settings/store.ts';
import { Shape } from '../transport-mark.tsx';
import { keysShown, togglePause, toggleProjector } from './keys.ts';

const themes: readonly Settings['theme'][] = ['auto', 'light', 'dark'];

/** What runs, and how the page is shown. */
export function TopBar() {
  const { mode, transport, projector, theme } = settings.value;
  return (
    <header class="top">
      <h1>Transport Lab</h1>
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
      <p class="buttons show">
        <button type="button" aria-pressed={projector} onClick={toggleProjector}>
          Projector
        </button>
        <select aria-label="Colours" value={theme} onChange={({ currentTarget }) => change({ theme: currentTarget.value as Settings['theme'] })}>
          {themes.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
        <button
          type="button"
          aria-label="List the keys"
          onClick={() => {
            keysShown.value = true;
          }}
        >
          ?
        </button>
      </p>
    </header>
  );
}
