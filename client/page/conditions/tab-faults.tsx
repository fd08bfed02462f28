import { useSignal } from '@preact/signals';
import { NumberField } from '../ui/number-field.tsx';
import { passFocus } from '../ui/pass-focus.ts';
import { FaultButton } from './fault-button.tsx';
import { closeExtra, extras, freezeTab, mostExtras, openExtras, publishLarge } from './tab-commands.ts';

/** Opens event streams that hold connections. */
function MoreStreams() {
  const wanted = useSignal(1);
  return (
    <li>
      <button id="open-more" type="button" disabled={extras.value.length >= mostExtras} onClick={() => openExtras(wanted.value)}>
        Open more streams
      </button>
      <NumberField
        aria-label="Number of streams"
        least={1}
        most={mostExtras}
        value={wanted.value}
        set={(value) => {
          wanted.value = value;
        }}
      />
      <span class="hint">Opens event streams that use up connections. Over HTTP/1.1 a browser allows six to one origin, all tabs together.</span>
    </li>
  );
}

/** The open ones, each with a button that closes it. */
const Extras = () => (
  <ul class="extras" aria-label="Further streams">
    {extras.value.map((extra) => (
      <li key={extra.number}>
        <button
          type="button"
          aria-label={`Close stream ${extra.number}, ${extra.open ? 'open' : 'waiting'}`}
          onClick={({ currentTarget }) => {
            passFocus(currentTarget, '#open-more');
            closeExtra(extra);
          }}
        >
          {extra.number} {extra.open ? 'open' : 'waiting'} <span aria-hidden="true">✕</span>
        </button>
      </li>
    ))}
  </ul>
);

/** Faults of this tab, which need no permission. */
export const TabFaults = () => (
  <>
    <ul class="faults">
      <FaultButton
        name="Freeze this tab 5 s"
        does="Blocks the main thread. The server has to buffer what the tab does not read."
        act={() => void freezeTab(5)}
      />
      <FaultButton
        name="One 60 KiB message"
        does="Publishes a large message. What follows on the same connection waits for it."
        act={() => void publishLarge()}
      />
      <MoreStreams />
    </ul>
    {extras.value.length > 0 && <Extras />}
  </>
);
