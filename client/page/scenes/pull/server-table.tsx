import { counted, number } from '../../numbers.ts';
import { labState, loads } from '../../telemetry/telemetry.ts';
import { reference, referenceAsked } from '../../what-if/reference.ts';
import { burdenOf } from './load.ts';

/** Bytes. */
const mebibyte = 2 ** 20;

const shown = (value: number | undefined): string => (value === undefined ? '–' : number(value));

/** The server's cost of the running bots: by the model, and as the server reports. */
export function ServerTable() {
  const state = labState.value;
  if (!state) return null;
  const { bots, botPollInterval: interval, schedule } = state;
  const count = Object.values(bots).reduce((sum, one) => sum + one, 0);
  const { coefficients } = reference.value ?? {};
  const burden = coefficients && burdenOf(bots, { rate: schedule?.rate ?? 0, interval }, schedule?.payload ?? 0, coefficients);
  const load = loads.value.at(-1);
  const about = burden?.extrapolated ? '≈\u00a0' : '';
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
          <tr>
            <th scope="row">CPU, cores</th>
            <td>{burden ? about + number(burden.cores) : '–'}</td>
            <td>{shown(load && load.cpu / 1_000)}</td>
          </tr>
          <tr>
            <th scope="row">heap, MiB</th>
            <td>{burden ? about + number(burden.heap) : '–'}</td>
            <td>{load ? `${number(load.heap / mebibyte)} with all else` : '–'}</td>
          </tr>
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
