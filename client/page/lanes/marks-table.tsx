import { useSignal } from '@preact/signals';
import { timeText } from '../entries.ts';
import { Foldable } from '../ui/foldable.tsx';
import { Switch } from '../ui/switch.tsx';
import { useInterval } from '../ui/use-interval.ts';
import { describe } from './describe.ts';
import { type Mark, wrong } from './marks.ts';

/** Rows, and milliseconds between two renewals. */
const [most, pace] = [20, 1_000];

const Rows = ({ marks }: { marks: readonly Mark[] }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">time</th>
        <th scope="col">lane</th>
        <th scope="col">what</th>
      </tr>
    </thead>
    <tbody>
      {marks.map((one, index) => (
        <tr key={index}>
          <td>{timeText(one.until)}</td>
          <td>{one.lane ?? 'all'}</td>
          <td>{describe(one)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

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
  useInterval(renew, pace);
  return (
    <Foldable open={open} summary={`The last ${most} marks as a table`}>
      <Switch
        checked={wrongOnly.value}
        set={(checked) => {
          wrongOnly.value = checked;
          renew();
        }}
      >
        <span>Only what went wrong</span>
      </Switch>
      <Rows marks={rows.value} />
    </Foldable>
  );
}
