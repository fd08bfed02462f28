import { transports } from '../../../bench/result/identity.ts';
import { transportNames } from '../../stream/index.ts';
import { one } from '../lab.ts';
import { showOne } from '../settings/store.ts';
import { Dash, Shape } from '../ui/transport-mark.tsx';
import './transport-picker.css';

/** The four transports. Selecting one switches in mid-stream. */
export const TransportPicker = () => (
  <fieldset class="picker">
    <legend>Transport</legend>
    {transportNames.map((name) => (
      <label key={name} class={name}>
        <input type="radio" name="transport" value={name} checked={one.transport.value === name} onChange={() => showOne(name)} />
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
