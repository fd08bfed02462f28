import { useSignal } from '@preact/signals';
import { transports } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../stream/index.ts';
import { failureSentence } from '../entries.ts';
import { one } from '../lab.ts';
import { activeFaults, faultsAffecting } from '../telemetry/active-faults.ts';
import { labState } from '../telemetry/telemetry.ts';
import { useInterval } from '../ui/use-interval.ts';
import type { ConnectionState } from './single-stream.ts';
import './connection-panel.css';

/** Which side keeps the cursor while the connection is open. */
const cursorHolder = (name: TransportName): string =>
  transports[name].polls
    ? 'This page holds the cursor and sends it with every request.'
    : 'The server holds the cursor; the browser sends it again when the connection breaks.';

/** The state of the connection, and its reason. A screen reader announces it, so it must not change with every message. */
function sentence({ state, transport, cursor: place }: ConnectionState): string {
  const resumes = place ? `resumes at cursor ${place}` : 'starts at the newest notification';
  const broken = one.reason.value ? `${failureSentence(one.reason.value, transport)} ` : '';
  switch (state) {
    case 'connecting':
      return `Connecting over ${transport}: waiting for the server's hello.`;
    case 'open':
      return cursorHolder(transport);
    case 'reconnecting':
      return `${broken}Reading ${resumes} when the server answers.`;
    case 'cut':
      return `The connection is cut, and the log goes on. Reconnect ${resumes}.`;
    case 'closed':
      return `${broken}The stream is closed. Reconnect opens a new one, which ${resumes}.`;
  }
}

function Countdown({ until }: { until: number }) {
  const now = useSignal(performance.now());
  useInterval(() => {
    now.value = performance.now();
  }, 250);
  const seconds = Math.ceil((until - now.value) / 1_000);
  return (
    // A countdown must not be announced, and the live region would.
    <span class="countdown" aria-hidden="true">
      {seconds > 0 ? `in ${seconds} s` : 'now'}
    </span>
  );
}

/** Deliberate faults of the lab that affect this connection. */
const known = ({ state, transport }: ConnectionState) => faultsAffecting(transport, state, activeFaults(labState.value));

/** The state of the connection, the cursor, and a way to cut it. */
export const ConnectionPanel = () => (
  <section class="line" aria-label="Connection">
    <p role="status" aria-live="polite">
      <strong class={one.connection.value.state}>{one.connection.value.state}</strong>{' '}
      {one.connection.value.retryAt !== undefined && <Countdown key={one.connection.value.retryAt} until={one.connection.value.retryAt} />}
      <span class="sentence">{[sentence(one.connection.value), ...known(one.connection.value)].join(' ')}</span>
    </p>
    <p class="cursor">
      <span class="label">cursor</span> <code>{one.cursor.value ?? 'none yet'}</code>
    </p>
    <p class="buttons">
      <button type="button" onClick={() => one.cut()} disabled={one.connection.value.state === 'cut'}>
        Cut this stream
      </button>
      <button type="button" onClick={() => one.reconnect()}>
        Reconnect
      </button>
    </p>
  </section>
);
