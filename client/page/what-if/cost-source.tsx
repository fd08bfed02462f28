import type { WhatIf } from '../../../bench/model/index.ts';
import { extrapolationSentence } from './forecasts.ts';
import { reference, referenceTrouble, takeResult } from './reference.ts';

function sourceSentence(): string {
  const known = reference.value;
  if (!known) return 'Memory and CPU need a result of the bench: npm run bench -- --json bench/results/mine.json.';
  const { from, started, commit, machine } = known;
  const result = from === 'newest' ? 'the newest bench result of this lab' : 'the result that you opened';
  return `Memory and CPU come from ${result}: ${started.slice(0, 10)}, commit ${commit.slice(0, 12)}, ${machine}.`;
}

/** The source of the costs in memory and processor. */
export function CostSource({ given }: { given: WhatIf }) {
  const extrapolated = reference.value && extrapolationSentence(given, reference.value.coefficients);
  return (
    <div class="source-of-costs">
      <p>Requests, bytes and staleness are computed by the model for Poisson arrivals. {sourceSentence()}</p>
      {extrapolated && <p class="extrapolated">{extrapolated}</p>}
      {referenceTrouble.value && <p class="hint">{referenceTrouble.value}</p>}
      <label class="drop">
        <span class="label">Open another result</span>
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
