import { transportNames } from '../../../server/protocol.ts';
import { milliseconds } from '../numbers.ts';
import { switchTo } from '../one/store.ts';
import { paused } from '../race/race.ts';
import type { Settings } from '../settings/settings.ts';
import { change, settings } from '../settings/store.ts';
import { brokenOnPurpose } from '../telemetry/broken.ts';
import { clock } from '../telemetry/clock.ts';
import { labState, linked } from '../telemetry/telemetry.ts';
import { Shape } from '../transport-mark.tsx';
import { tooLong, waited } from './busy.ts';
import { keysShown, showRace, togglePause, toggleProjector } from './keys.ts';

const themes: readonly Settings['theme'][] = ['auto', 'light', 'dark'];

function Chips() {
  const { value: reading } = clock;
  const { rtt } = settings.value;
  return (
    <p class="chips">
      {waited.value > tooLong && (
        <span
          class="chip warn"
          title={`What came in the last second waited ${milliseconds(waited.value)} for the main thread, on average: these numbers are not the network's`}
        >
          your browser is the bottleneck
        </span>
      )}
      {brokenOnPurpose(labState.value).map(({ name, does }) => (
        <span key={name} class="chip warn" title={does}>
          {name}
        </span>
      ))}
      <span class="chip">RTT set {rtt} ms</span>
      <span class="chip">{linked.value && reading ? `clocks agree to ± ${reading.error.toFixed(1)} ms` : 'no telemetry'}</span>
    </p>
  );
}

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
            onClick={() => switchTo(name)}
          >
            <Shape of={name} /> <span>{name}</span>
          </button>
        ))}
        <button type="button" aria-pressed={paused.value !== undefined} onClick={togglePause}>
          {paused.value ? 'Start' : 'Pause'}
        </button>
      </nav>
      <Chips />
      <p class="buttons">
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
