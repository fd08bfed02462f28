import { type TransportName, transportNames } from '../../stream/index.ts';
import { Dash, Shape } from '../transport-mark.tsx';
import { switchTo, transport } from './store.ts';

const manner: Readonly<Record<TransportName, string>> = {
  polling: 'asks by the clock',
  'long-polling': 'asks, and the answer waits',
  sse: 'one answer that never ends',
  websocket: 'one line for both directions',
};

/** The four transports. Choosing one switches in mid-stream. */
export const TransportPicker = () => (
  <fieldset class="picker">
    <legend>Transport</legend>
    {transportNames.map((name) => (
      <label key={name} class={name}>
        <input type="radio" name="transport" value={name} checked={transport.value === name} onChange={() => switchTo(name)} />
        <span class="name">
          <Shape of={name} />
          {name}
        </span>
        <span class="manner">{manner[name]}</span>
        <Dash of={name} />
      </label>
    ))}
  </fieldset>
);
