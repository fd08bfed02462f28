import { number } from '../numbers.ts';
import { DataTable } from '../ui/data-table.tsx';
import { NamedShape } from '../ui/transport-mark.tsx';
import { extrapolationSentence, rowsOf } from '../what-if/forecasts.ts';
import { coefficients, run } from './measured.ts';
import type { Needs } from './questions.ts';
import { secondsText, situationOf } from './situation.ts';

const head = ['transport', 'requests/s', 'Mbit/s, with TCP/IP', 'delay, mean ms', 'CPU, cores', 'heap, MiB'];

/** The server's cost of each transport, for all clients together. */
export function Costs({ needs }: { readonly needs: Needs }) {
  const situation = situationOf(needs);
  const { clients, rate, pollInterval, rtt } = situation;
  const beyond = extrapolationSentence(situation, coefficients);
  const measured = (value: number | undefined) => (value === undefined ? '–' : `${beyond ? '≈\u00a0' : ''}${number(value)}`);
  const rows = rowsOf(situation, coefficients).map(({ transport, requests, network, staleness, cost }) => [
    <span key="name" class="via">
      <NamedShape of={transport} />
    </span>,
    number(requests),
    number(network.up + network.down),
    number(staleness),
    measured(cost?.cores),
    measured(cost?.heap),
  ]);
  const caption = `${number(clients)} clients · ${number(rate)} ${rate === 1 ? 'notification' : 'notifications'}/s · 100 B of data · a poll every ${secondsText(pollInterval)} · RTT ${rtt} ms`;
  return (
    <section class="costs" aria-labelledby="costs-title">
      <h2 id="costs-title">What it costs</h2>
      <DataTable caption={caption} head={head} rows={rows} />
      <p class="hint">
        Requests, bytes and delay are the model's. CPU and memory are computed from the bench's run of {run.started.slice(0, 10)} on {run.machine}; ≈
        marks an extrapolation. {beyond}
      </p>
    </section>
  );
}
