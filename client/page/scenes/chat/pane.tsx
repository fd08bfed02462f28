import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { longestName } from '../../../../server/lab/apparatus/telemetry/messages.ts';
import { chatEvents, longestLine } from '../../../../server/lab/scenes/chat/messages.ts';
import { one } from '../../lab.ts';
import { counted } from '../../numbers.ts';
import { settings } from '../../settings/store.ts';
import { visitorName } from '../../settings/visitor-name.ts';
import { TextField } from '../../ui/text-field.tsx';
import { inOrder } from '../in-order.ts';
import { Moderated } from '../moderated.tsx';
import type { ControlsProps, PaneProps } from '../page-scene.ts';
import { send } from '../send.ts';
import type { ChatState } from './scene.ts';

const joined = signal('');
const text = signal('');

/** A second press of Enter finds the field empty. A line that is not stored comes back, before what was typed meanwhile. */
async function say(): Promise<void> {
  const line = text.value;
  if (line.trim() === '') return;
  text.value = '';
  const stored = await inOrder(() => send(chatEvents.said, { name: joined.value, text: line }));
  if (!stored) text.value = [line, text.value].filter((one) => one !== '').join(' ');
}

export function ChatControls({ race }: ControlsProps) {
  const follow = (who: string) => {
    race.who = who || undefined;
    joined.value = who;
    // The name is part of the request, so each stream reconnects, from its cursor.
    if (settings.peek().mode === 'one') one.reopen();
    else race.reopen();
  };
  // A visitor who leaves the chat is no longer present.
  useEffect(() => () => joined.peek() && follow(''), []);
  return (
    <form
      class="scene-controls"
      onSubmit={(event) => {
        event.preventDefault();
        if (visitorName.value !== joined.value) follow(visitorName.value);
        else void say();
      }}
    >
      <TextField
        label="your name"
        name="who"
        required
        maxLength={longestName}
        pattern=".*\S.*"
        title="a name that is not blank"
        value={visitorName}
      />
      {visitorName.value === joined.value && joined.value !== '' && <TextField label="message" name="say" maxLength={longestLine} value={text} />}
      <button type="submit" class="primary">
        {visitorName.value !== joined.value || joined.value === '' ? 'Join' : 'Send'}
      </button>
    </form>
  );
}

export function ChatPane({ state: { lines, count, names } }: PaneProps<ChatState>) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.scrollTo(0, list.current.scrollHeight);
  }, [lines]);
  return (
    <>
      <p class="hint">
        {names.length === 0 ? 'Nobody is here.' : `${names.length} here: `}
        <bdi>{names.join(', ')}</bdi>
      </p>
      {count > lines.length && <p class="hint">Not shown: {counted(count - lines.length, 'earlier line')}.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <ol ref={list} class="scene-rows scrolls" tabIndex={0} aria-label="Lines, newest last">
        {lines.map((line) => (
          <li key={line.id}>
            <Moderated id={line.id}>
              <strong>
                <bdi>{line.name}</bdi>
              </strong>{' '}
              <bdi>{line.text}</bdi>
            </Moderated>
          </li>
        ))}
      </ol>
    </>
  );
}
