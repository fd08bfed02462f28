import { signal } from '@preact/signals';
import { counted, number } from '../../numbers.ts';
import { serverNow } from '../../telemetry/clock.ts';
import { TextField } from '../../ui/text-field.tsx';
import type { PaneProps } from '../page-scene.ts';
import { send } from '../send.ts';
import { bounds, type EchoState, echoEvent } from './scene.ts';

const text = signal('Hello');

export const EchoControls = () => (
  <form
    class="scene-controls"
    onSubmit={(event) => {
      event.preventDefault();
      void send(echoEvent, { text: text.value, sent: serverNow() });
    }}
  >
    <TextField label="text" name="echo" maxLength={1_000} value={text} />
    <button type="submit" class="primary">
      Send
    </button>
  </form>
);

const nameOf = (slot: number): string => (slot < bounds.length ? `< ${number(bounds[slot] ?? 0)} ms` : `≥ ${number(bounds.at(-1) ?? 0)} ms`);

export function EchoPane({ state: { echoes, count, histogram } }: PaneProps<EchoState>) {
  const most = Math.max(1, ...histogram);
  return (
    <>
      <ol class="scene-rows">
        {[...echoes].reverse().map((echo) => (
          <li key={echo.id}>
            <bdi>{echo.text}</bdi> <small>{number(echo.took)} ms</small>
          </li>
        ))}
      </ol>
      <p class="hint">{count === 0 ? 'No echo yet.' : `${counted(count, 'echo', 'echoes')}.`}</p>
      <ol class="bars" aria-label="Round trips">
        {histogram.map((many, slot) => (
          <li key={slot}>
            <span>{nameOf(slot)}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(100 * many) / most} height="8" />
            </svg>
            <span>{many}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
