import { useSignal } from '@preact/signals';
import { transports } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../stream/index.ts';
import { failureSentence } from '../entries.ts';
import { one } from '../lab.ts';
import { brokenOnPurpose, sufferedBy } from '../telemetry/broken.ts';
import { labState } from '../telemetry/telemetry.ts';
import { useInterval } from '../ui/use-interval.ts';
import type { ConnectionState } from './single-stream.ts';

/** Who remembers where reading goes on while the connection is open. */
const cursorHolder = (name: TransportName): string =>
  transports[name].polls
    ? 'This page holds the cursor and sends it with every request.'
    : 'The server holds the cursor; the browser sends it again when the connection breaks.';

/** What happens on the line, and why. It is read aloud, so it must not hold what changes with every message. */
function sentence({ state, transport, cursor: place }: ConnectionState): string {
  const waits = place ? `the cursor ${place} waits here` : 'there is no cursor yet';
  const broken = one.reason.value ? `${failureSentence(one.reason.value, transport)} ` : '';
  switch (state) {
    case 'connecting':
      return `Asking over ${transport}, and waiting for the hello.`;
    case 'open':
      return cursorHolder(transport);
    case 'reconnecting':
      return `${broken}Once the server answers, reading goes on: ${waits}.`;
    case 'cut':
      return `The line is cut. The log goes on; ${waits}.`;
    case 'closed':
      return `${broken}Reconnect opens another stream; ${waits}.`;
  }
}

function Countdown({ until }: { until: number }) {
  const now = useSignal(performance.now());
  useInterval(() => {
    now.value = performance.now();
  }, 250);
  const seconds = Math.ceil((until - now.value) / 1_000);
  return (
    // A clock must not be read aloud, and the live region is.
    <span class="countdown" aria-hidden="true">
      {seconds > 0 ? `in ${seconds} s` : 'now'}
    </span>
  );
}

/** And what of it the lab does on purpose. */
const known = ({ state, transport }: ConnectionState) => sufferedBy(transport, state, brokenOnPurpose(labState.value));

/** The state of the connection, the cursor, and the scissors. */
export const LinePanel = () => (
  <section class="line" aria-label="The line">
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
