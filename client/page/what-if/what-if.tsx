import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { WhatIf as Situation } from '../../../bench/model/index.ts';
import { number } from '../numbers.ts';
import { settings } from '../settings/store.ts';
import { DataTable } from '../ui/data-table.tsx';
import { NamedShape } from '../ui/transport-mark.tsx';
import { CostSource } from './cost-source.tsx';
import { CrossoverFigure } from './crossover-figure.tsx';
import { extrapolationSentence, type Knob, knobs, rowsOf, scales } from './forecasts.ts';
import { KnobControl } from './knob.tsx';
import { fetchReference, reference } from './reference.ts';
import './what-if.css';

const start = (): Readonly<Record<Knob, number>> => {
  const { rate, pollInterval, payload, cookie } = settings.peek();
  return { clients: 1_000, rate: Math.max(rate, scales.rate.least), pollInterval, payload, cookies: cookie };
};

const head = [
  'transport',
  'requests/s',
  'Mbit/s up, socket',
  'Mbit/s down, socket',
  'Mbit/s both, with TCP/IP',
  'heap, MiB',
  'resident, MiB',
  'CPU, cores',
  'staleness, ms',
];

/** The costs of each transport in this situation. */
function Forecasts({ given }: { given: Situation }) {
  const coefficients = reference.value?.coefficients;
  const beyond = coefficients && extrapolationSentence(given, coefficients) !== undefined;
  const measured = (value: number | undefined) => (value === undefined ? '–' : `${beyond ? '≈\u00a0' : ''}${number(value)}`);
  const rows = rowsOf(given, coefficients).map(({ transport, requests, application, network, cost, staleness }) => [
    <span key="name" class="via">
      <NamedShape of={transport} />
    </span>,
    number(requests),
    number(application.up),
    number(application.down),
    number(network.up + network.down),
    measured(cost?.heap),
    measured(cost?.rss),
    measured(cost?.cores),
    number(staleness),
  ]);
  return <DataTable caption={`All clients together, at an RTT of ${number(given.rtt)} ms; ≈ marks an extrapolation`} head={head} rows={rows} />;
}

/** The model's and the bench's numbers for a situation that need not have been measured. */
export function WhatIf() {
  const values = useSignal(start());
  useEffect(() => {
    if (!reference.value) void fetchReference();
  }, []);
  const turn = (knob: Knob, value: number) => {
    values.value = { ...values.value, [knob]: value };
  };
  const given: Situation = { ...values.value, rtt: settings.value.rtt, hold: settings.value.hold };
  return (
    <section class="what-if" aria-labelledby="what-if-title">
      <h2 id="what-if-title">What if there were more clients?</h2>
      <div class="knobs">
        {knobs.map((knob) => (
          <KnobControl key={knob} knob={knob} value={values.value[knob]} turn={(value) => turn(knob, value)} />
        ))}
      </div>
      <Forecasts given={given} />
      <div class="because">
        <CrossoverFigure given={given} />
        <CostSource given={given} />
      </div>
    </section>
  );
}
