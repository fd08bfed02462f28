import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { timeText } from '../entries.ts';
import { describe } from './describe.ts';
import type { Mark } from './marks.ts';

/** Rows, and milliseconds between two renewals. */
const [most, pace] = [20, 1_000];

/** The same picture as text: its last marks, newest first. */
export function MarksTable({ marks }: { marks: () => readonly Mark[] }) {
  const open = useSignal(false);
  const rows = useSignal<readonly Mark[]>([]);
  useEffect(() => {
    const renew = () => {
      if (open.peek()) rows.value = [...marks()].sort((one, other) => other.until - one.until).slice(0, most);
    };
    const renewing = setInterval(renew, pace);
    return () => clearInterval(renewing);
  }, []);
  return (
    <details
      class="twin"
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>The last {most} marks as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">time</th>
            <th scope="col">lane</th>
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          {rows.value.map((one, index) => (
            <tr key={index}>
              <td>{timeText(one.until)}</td>
              <td>{one.lane ?? 'all'}</td>
              <td>{describe(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
