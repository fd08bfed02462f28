import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../errors.ts';
import type { Placed } from '../lessons/judge.ts';
import type { Repair } from '../lessons/lesson.ts';
import { beside } from './beside.ts';
import type { RoomProps } from './lesson-room.tsx';
import { readNaive } from './naive-files.ts';
import { told } from './sentence.tsx';
import './repair.css';

interface RepairProps {
  readonly repair: Repair;
  readonly chosen: Placed | undefined;
  readonly words: RoomProps['words'];
}

/** The server's file. The lines that make the chosen change are marked. */
export function RepairFile({ repair, chosen, words }: RepairProps) {
  const text = useSignal('');
  useEffect(() => {
    readNaive(repair.file).then(
      (read) => {
        text.value = read;
      },
      (error) => {
        text.value = `// ${messageOf(error)}`;
      },
    );
  }, [repair]);
  const mark = repair.changes[`${chosen}`];
  return (
    <details class="repair" open>
      <summary>
        {words.learn.file}: {repair.file}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard. */}
      <pre tabIndex={0}>
        <code>
          {text.value
            .trimEnd()
            .split('\n')
            .map((line, index) => (
              <span key={index} class="code-line" data-change={mark !== undefined && line.includes(mark)}>
                {line}
                {'\n'}
              </span>
            ))}
        </code>
      </pre>
    </details>
  );
}

/** Counts of the readers beside the lanes: the file as it is, and each change to it. */
export function SideBySide({ play, said, words }: RoomProps) {
  const { learn } = words;
  const counts = beside.counts.value;
  return (
    <table class="side-by-side">
      <caption>{learn.sideBySide}</caption>
      <tbody>
        {Object.keys(play.round.beside ?? {}).map((name) => (
          <tr key={name}>
            <th scope="row">{said.options?.[name] ?? learn.asIs}</th>
            <td>{told(learn.arrived, { count: counts[name] ?? 0 }, words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
