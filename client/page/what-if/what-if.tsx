import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { WhatIf as Situation } from '../../../bench/model/index.ts';
import { DataTable } from '../charts/data-table.tsx';
import { number } from '../numbers.ts';
import { settings } from '../settings/store.ts';
import { Shape } from '../transport-mark.tsx';
import { CrossoverFigure } from './crossover-figure.tsx';
import { extrapolationSentence, type Knob, placeOf, rowsOf, scales, steps, valueAt } from './forecasts.ts';
import { fetchReference, reference, referenceTrouble, takeResult } from './reference.ts';
import './what-if.css';

type Knobs = Readonly<Record<Knob, number>>;

const start = (): Knobs => {
  const { rate, pollInterval, payload, cookie } = settings.peek();
  return { clients: 1_000, rate: Math.max(rate, scales.rate.least), pollInterval, payload, cookies: cookie };
};

/** A slider, and the number typed. */
function Turn({ knob, value, turn }: { knob: Knob; value: number; turn: (value: number) => void }) {
  const scale = scales[knob];
  return (
    <label class="knob">
      <span class="label">{scale.label}</span>
      <span class="typed">
        <input
          type="number"
          aria-label={`${scale.label}${scale.unit && `, ${scale.unit}`}`}
          min={scale.zero ? 0 : scale.least}
          max={scale.most}
          step="any"
          value={value}
          onChange={({ currentTarget }) => {
            const typed = currentTarget.valueAsNumber;
            const taken = Number.isFinite(typed) ? Math.min(scale.most, Math.max(scale.zero ? 0 : scale.least, typed)) : value;
            turn(taken);
            currentTarget.value = String(taken);
          }}
        />
        <small>{scale.unit}</small>
      </span>
      <input
        type="range"
        aria-label={scale.label}
        min="0"
        max={steps}
        value={placeOf(scale, value)}
        aria-valuetext={`${value} ${scale.unit}`}
        onInput={({ currentTarget }) => turn(valueAt(scale, currentTarget.valueAsNumber))}
      />
    </label>
  );
}

/** Where memory and processor come from. */
function Source({ given }: { given: Situation }) {
  const known = reference.value;
  const extrapolated = known && extrapolationSentence(given, known.coefficients);
  return (
    <div class="source-of-costs">
      <p>
        Requests, bytes and staleness are the model's, in closed form for Poisson arrivals.{' '}
        {known
          ? `Memory and processor are ${known.from === 'newest' ? 'those of the newest bench result of this lab' : 'those of the result that you dropped'}: ${known.started.slice(0, 10)}, commit ${known.commit.slice(0, 12)}, ${known.machine}.`
          : 'Memory and processor need a result of the bench: npm run bench -- --json bench/results/mine.json.'}
      </p>
      {extrapolated && <p class="extrapolated">{extrapolated}</p>}
      {referenceTrouble.value && <p class="hint">{referenceTrouble.value}</p>}
      <label class="drop">
        <span class="label">Take another result</span>
        <input
          type="file"
          accept="application/json,.json"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void takeResult(file);
          }}
        />
      </label>
    </div>
  );
}

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

/** What theory and the bench say of a situation that nobody has to have measured. */
export function WhatIf() {
  const knobs = useSignal<Knobs>(start());
  useEffect(() => {
    if (!reference.value) void fetchReference();
  }, []);
  const given: Situation = { ...knobs.value, rtt: settings.value.rtt, hold: settings.value.hold };
  const rows = rowsOf(given, reference.value?.coefficients);
  const beyond = reference.value && extrapolationSentence(given, reference.value.coefficients) !== undefined;
  const measured = (value: number | undefined) => (value === undefined ? '–' : `${beyond ? '≈ ' : ''}${number(value)}`);
  return (
    <section class="what-if" aria-labelledby="what-if-title">
      <h2 id="what-if-title">What if there were more of them?</h2>
      <div class="knobs">
        {(Object.keys(scales) as Knob[]).map((knob) => (
          <Turn
            key={knob}
            knob={knob}
            value={knobs.value[knob]}
            turn={(value) => {
              knobs.value = { ...knobs.value, [knob]: value };
            }}
          />
        ))}
      </div>
      <DataTable
        caption={`All clients together, at an RTT of ${number(given.rtt)} ms; ≈ marks an extrapolation`}
        head={head}
        rows={rows.map(({ transport, requests, application, network, cost, staleness }) => [
          <span key="name" class="via">
            <Shape of={transport} /> {transport}
          </span>,
          number(requests),
          number(application.up),
          number(application.down),
          number(network.up + network.down),
          measured(cost?.heap),
          measured(cost?.rss),
          measured(cost?.cores),
          number(staleness),
        ])}
      />
      <div class="because">
        <CrossoverFigure given={given} />
        <Source given={given} />
      </div>
    </section>
  );
}
