import { signal } from '@preact/signals';
import { intervalRange, mailEvents, usualInterval } from '../../../../server/lab/scenes/mail/messages.ts';
import { number } from '../../numbers.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { inOrder } from '../in-order.ts';
import type { PaneProps } from '../page-scene.ts';
import { send } from '../send.ts';
import { type MailState, unreadOf } from './scene.ts';

const every = signal(usualInterval);
/** The number of the last mail that the visitor has read, by run: the mails of a new run are unread. */
const read = signal<Readonly<Record<string, number>>>({});

export function MailControls() {
  return (
    <div class="scene-controls">
      <div class="field">
        <span class="label">seconds between mails</span>
        <NumberField
          aria-label="seconds between mails"
          least={intervalRange[0] / 1_000}
          most={intervalRange[1] / 1_000}
          step="any"
          value={every.value / 1_000}
          set={(seconds) => {
            every.value = Math.round(seconds * 1_000);
          }}
        />
      </div>
      <button type="button" class="primary" onClick={() => void inOrder(() => send(mailEvents.start, { every: every.peek() }))}>
        Start
      </button>
      <button type="button" onClick={() => void inOrder(() => send(mailEvents.stop, null))}>
        Stop
      </button>
    </div>
  );
}

function frequency({ run, count, every: interval }: MailState): string {
  if (interval !== undefined) return `One every ${number(interval / 1_000)} s.`;
  return run === undefined && count === 0 ? 'No mail has come yet.' : 'No mail is sent at present.';
}

export function MailPane({ state }: PaneProps<MailState>) {
  const { run = '', letters, count, refused } = state;
  const newest = letters.at(-1);
  const unread = unreadOf(state, read.value[run] ?? 0);
  return (
    <>
      <p class="scene-line">
        <strong class="badge">{unread}</strong> unread of {count}
        <button
          type="button"
          disabled={unread === 0}
          onClick={() => {
            read.value = { ...read.value, [run]: newest?.number ?? 0 };
          }}
        >
          Mark read
        </button>
      </p>
      {/* There before it says something: only then a screen reader reads it. */}
      <div role="status">
        {newest && unread > 0 && (
          <p class="toast">
            New mail from <bdi>{newest.from}</bdi>
          </p>
        )}
      </div>
      <ol class="scene-rows">
        {[...letters].reverse().map((letter) => (
          <li key={letter.number}>
            {letter.number}. <bdi>{letter.subject}</bdi> <small>{number(letter.took)} ms</small>
          </li>
        ))}
      </ol>
      {refused && <p class="warn">{refused}</p>}
      <p class="hint">{frequency(state)}</p>
    </>
  );
}
