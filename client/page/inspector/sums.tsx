import { frozenPicture } from '../lanes/picture.ts';
import { number } from '../numbers.ts';
import { labState } from '../telemetry/telemetry.ts';
import { DataTable } from '../ui/data-table.tsx';
import { type Dissection, kinds, total } from './dissection.ts';
import { knownBrowser } from './known-browser.ts';
import { predict } from './prediction.ts';

export const kindLabels = { headers: 'H headers', framing: 'F framing', payload: 'P payload' } as const;

/** A counted value, and the model's. */
const beside = (counted: number, predicted: number | undefined) => (
  <>
    {number(counted)}
    {predicted !== undefined && <span class={predicted === counted ? 'model' : 'model other'}> / {number(predicted)}</span>}
  </>
);

/** Counted bytes, and the model's prediction for the same exchange. @param cut bytes that are no longer kept */
export function Sums({ dissection, cut }: { dissection: Dissection; cut: number }) {
  const { up, down } = dissection;
  const saved = frozenPicture()?.saved;
  const model = cut > 0 ? undefined : predict(dissection, labState.value?.heartbeat ?? 15_000, saved ? saved.reader : knownBrowser());
  const rows = kinds.map((kind) => [
    <span key={kind} class={`legend ${kind}`}>
      {kindLabels[kind]}
    </span>,
    beside(up.sum[kind], model?.up?.[kind]),
    beside(down.sum[kind], model?.down[kind]),
  ]);
  const all = ['all', beside(total(up.sum), model?.up && total(model.up)), beside(total(down.sum), model && total(model.down))];
  return (
    <div class="sums">
      <DataTable
        caption={model ? 'Bytes counted at the server / bytes predicted by the model' : 'Bytes counted at the server'}
        head={['kind', 'up', 'down']}
        rows={[...rows, all]}
      />
      {cut > 0 && <p class="hint">The lab no longer keeps {number(cut)} further bytes of this exchange, so there is no prediction.</p>}
      {model && !model.up && <p class="hint">The model predicts the requests of Chromium to localhost, not those of this browser.</p>}
    </div>
  );
}
