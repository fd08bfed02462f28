import { transports } from '../../../bench/result/identity.ts';
import { transportNames } from '../../stream/index.ts';
import { Dash, Shape } from '../transport-mark.tsx';
import { switchTo, transport } from './store.ts';

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
        <span class="summary">{transports[name].summary}</span>
        <Dash of={name} />
      </label>
    ))}
  </fieldset>
);
