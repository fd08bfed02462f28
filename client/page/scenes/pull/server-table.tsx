import { counted, number } from '../../numbers.ts';
import { labState, loads } from '../../telemetry/telemetry.ts';
import { reference, referenceAsked } from '../../what-if/reference.ts';
import { burdenOf } from './load.ts';

/** Bytes. */
const mebibyte = 2 ** 20;

const shown = (value: number | undefined): string => (value === undefined ? '–' : number(value));

interface RowProps {
  readonly name: string;
  readonly computed: string;
  readonly measured: string;
}

const Row = ({ name, computed, measured }: RowProps) => (
  <tr>
    <th scope="row">{name}</th>
    <td>{computed}</td>
    <td>{measured}</td>
  </tr>
);

/** The server's cost of the running bots: by the model, and as the server reports. */
export function ServerTable() {
  const state = labState.value;
  if (!state) return null;
  const { bots, botPollInterval: interval, schedule } = state;
  const count = Object.values(bots).reduce((sum, one) => sum + one, 0);
  const { coefficients } = reference.value ?? {};
  const burden = coefficients && burdenOf(bots, { rate: schedule?.rate ?? 0, interval }, schedule?.payload ?? 0, coefficients);
  const load = loads.value.at(-1);
  const computed = (value: number | undefined) => (burden?.extrapolated ? '≈\u00a0' : '') + shown(value);
  return (
    <div class="pull-server">
      <table>
        <caption>
          The server now, with {counted(count, 'bot')}
          {count > 0 && `, of which those that poll ask every ${number(interval / 1_000)} s`}
        </caption>
        <thead>
          <tr>
            <td />
            <th scope="col">computed for the bots</th>
            <th scope="col">measured</th>
          </tr>
        </thead>
        <tbody>
          <Row name="CPU, cores" computed={computed(burden?.cores)} measured={shown(load && load.cpu / 1_000)} />
          <Row name="heap, MiB" computed={computed(burden?.heap)} measured={load ? `${number(load.heap / mebibyte)} with all else` : '–'} />
        </tbody>
      </table>
      {!coefficients && (
        <p class="hint">
          {referenceAsked.value
            ? 'CPU and heap are computed from a result of the bench, and this lab has none: run npm run bench.'
            : 'CPU and heap are computed from the newest result of the bench, which is on its way.'}
        </p>
      )}
    </div>
  );
}
