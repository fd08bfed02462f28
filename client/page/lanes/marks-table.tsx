import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { timeText } from '../entries.ts';
import { describe } from './describe.ts';
import { type Mark, wrong } from './marks.ts';

/** Rows, and milliseconds between two renewals. */
const [most, pace] = [20, 1_000];

/** The same picture as text: its last marks, newest first. */
export function MarksTable({ marks }: { marks: () => readonly Mark[] }) {
  const open = useSignal(false);
  const wrongOnly = useSignal(false);
  const rows = useSignal<readonly Mark[]>([]);
  const renew = () => {
    if (!open.peek()) return;
    const wanted = marks().filter(({ kind }) => !wrongOnly.peek() || wrong.has(kind));
    rows.value = wanted.sort((one, other) => other.until - one.until).slice(0, most);
  };
  useEffect(() => {
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
      <label class="switch">
        <input
          type="checkbox"
          checked={wrongOnly.value}
          onChange={({ currentTarget }) => {
            wrongOnly.value = currentTarget.checked;
            renew();
          }}
        />
        <span>Only what went wrong</span>
      </label>
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
