import { signal } from '@preact/signals';
import { intervalRange, mailEvents, usualInterval } from '../../../../server/lab/scenes/mail/messages.ts';
import { number } from '../../numbers.ts';
import { NumberField } from '../../ui/number-field.tsx';
import type { PaneProps } from '../page-scene.ts';
import { send } from '../send.ts';
import type { MailState } from './scene.ts';

const every = signal(usualInterval);
/** The number of the last mail that the visitor has seen. */
const read = signal(0);

export function MailControls() {
  const start = () => {
    read.value = 0;
    void send(mailEvents.start, { every: every.value });
  };
  return (
    <div class="scene-controls">
      <div class="field">
        <span class="label">a mail every, s</span>
        <NumberField
          aria-label="a mail every, s"
          least={intervalRange[0] / 1_000}
          most={intervalRange[1] / 1_000}
          step="any"
          value={every.value / 1_000}
          set={(seconds) => {
            every.value = Math.round(seconds * 1_000);
          }}
        />
      </div>
      <button type="button" onClick={start}>
        Start
      </button>
      <button type="button" onClick={() => void send(mailEvents.stop, null)}>
        Stop
      </button>
    </div>
  );
}

export function MailPane({ state: { every: interval, letters, count, refused } }: PaneProps<MailState>) {
  const newest = letters.at(-1);
  const unread = Math.min(count, Math.max(0, (newest?.number ?? 0) - read.value));
  return (
    <>
      <p class="scene-line">
        <strong class="badge">{unread}</strong> unread of {count}
        <button
          type="button"
          disabled={unread === 0}
          onClick={() => {
            read.value = newest?.number ?? 0;
          }}
        >
          Mark read
        </button>
      </p>
      {newest && unread > 0 && (
        <p class="toast">
          New mail from <bdi>{newest.from}</bdi>
        </p>
      )}
      <ol class="scene-rows">
        {[...letters].reverse().map((letter) => (
          <li key={letter.number}>
            {letter.number}. <bdi>{letter.subject}</bdi> <small>{number(letter.took)} ms</small>
          </li>
        ))}
      </ol>
      {refused && <p class="warn">{refused}</p>}
      <p class="hint">{interval === undefined ? 'No mail is sent at present.' : `One every ${number(interval / 1_000)} s.`}</p>
    </>
  );
}
