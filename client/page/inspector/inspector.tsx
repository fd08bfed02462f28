import { signal, useSignal, useSignalEffect } from '@preact/signals';
import { DataTable } from '../charts/data-table.tsx';
import { readSource } from '../code/source-file.ts';
import { messageOf } from '../errors.ts';
import { selected } from '../lanes/picture.ts';
import { number } from '../numbers.ts';
import { fetchBytes, labState } from '../telemetry/telemetry.ts';
import { Shape } from '../transport-mark.tsx';
import { type Dissection, dissect, kinds, textOf, total, usefulShare } from './dissection.ts';
import { HexView } from './hex-view.tsx';
import { knownBrowser } from './known-browser.ts';
import { type Choice, PartList } from './part-list.tsx';
import partTexts from './part-texts.json?url';
import { droppable, meaningOf, type PartTexts } from './part-texts.ts';
import { predict } from './prediction.ts';
import './inspector.css';

/** Milliseconds that an exchange has to stay selected: a pointer that crosses the lanes selects many. */
const settled = 150;

interface Opened {
  readonly exchange: number;
  readonly dissection: Dissection;
  readonly cut: number;
}

const label = { headers: 'H headers', framing: 'F framing', payload: 'P payload' } as const;

/** Counted bytes, and what the model says of the same exchange. */
function Sums({ dissection, cut }: Opened) {
  const { up, down } = dissection;
  const model = cut > 0 ? undefined : predict(dissection, labState.value?.heartbeat ?? 15_000, knownBrowser());
  const beside = (counted: number, predicted: number | undefined) => (
    <>
      {number(counted)}
      {predicted !== undefined && <span class={predicted === counted ? 'model' : 'model other'}> / {number(predicted)}</span>}
    </>
  );
  const rows = kinds.map((kind) => [
    <span key={kind} class={`legend ${kind}`}>
      {label[kind]}
    </span>,
    beside(up.sum[kind], model?.up?.[kind]),
    beside(down.sum[kind], model?.down[kind]),
  ]);
  const all = ['all', beside(total(up.sum), model?.up && total(model.up)), beside(total(down.sum), model && total(model.down))];
  return (
    <div class="sums">
      <DataTable
        caption={model ? 'Bytes counted at the server / bytes that the model says' : 'Bytes counted at the server'}
        head={['kind', 'up', 'down']}
        rows={[...rows, all]}
      />
      {cut > 0 && <p class="hint">{number(cut)} further bytes of it are no longer kept, so the model is not asked.</p>}
      {model && !model.up && <p class="hint">The model knows what Chromium sends to localhost; of this browser's requests it says nothing.</p>}
    </div>
  );
}

/** A file of its own: it is read with the first exchange. */
const texts = signal<PartTexts | undefined>(undefined);
const readTexts = async () => {
  texts.value ??= JSON.parse(await readSource({ path: 'part-texts.json', url: partTexts }));
};

/** What was chosen, explained. */
function Detail({ dissection, chosen }: { dissection: Dissection; chosen: Choice }) {
  const side = dissection[chosen.direction];
  const part = side.parts[chosen.part];
  if (!part) return <p class="hint">Nothing was sent in this direction yet.</p>;
  const meaning = texts.value && meaningOf(texts.value, part);
  return (
    <div class="detail" aria-live="polite">
      <h3>
        {part.name}, {number(part.to - part.from)} <small>B {chosen.direction}</small> <span class={`legend ${part.kind}`}>{label[part.kind]}</span>
      </h3>
      {meaning && <p>{meaning}</p>}
      <p>
        <span class="label">Could this be dropped?</span> {texts.value && droppable(texts.value, part, chosen.direction)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <pre class="said" tabIndex={0} dir="auto">
        {textOf(side, part)}
      </pre>
    </div>
  );
}

/** Bytes of the exchange that was selected in the lanes. */
export function Inspector() {
  const opened = useSignal<Opened | undefined>(undefined);
  const trouble = useSignal('');
  const chosen = useSignal<Choice>({ direction: 'up', part: 0 });
  const asked = useSignal(0);
  /** The exchange that was read last, or could not be read. */
  const read = useSignal<number | undefined>(undefined);
  const open = async (exchange: number, gone: () => boolean) => {
    try {
      const [{ up, down, cut }] = await Promise.all([fetchBytes(exchange), readTexts()]);
      if (gone()) return;
      if (opened.peek()?.exchange !== exchange) chosen.value = { direction: 'up', part: 0 };
      opened.value = { exchange, dissection: dissect(up, down), cut };
      trouble.value = '';
    } catch (error) {
      if (!gone()) trouble.value = messageOf(error);
    } finally {
      if (!gone()) read.value = exchange;
    }
  };
  useSignalEffect(() => {
    const exchange = selected.value;
    void asked.value;
    if (exchange === undefined) return;
    let over = false;
    const waiting = setTimeout(() => void open(exchange, () => over), settled);
    return () => {
      over = true;
      clearTimeout(waiting);
    };
  });
  const { dissection, exchange = 0 } = opened.value ?? {};
  return (
    <section class="inspector" aria-labelledby="inspector-title" aria-busy={selected.value !== read.value}>
      <div class="heading">
        <h2 id="inspector-title">Inspector</h2>
        {dissection && (
          <>
            <p>
              <Shape of={dissection.transport} /> {dissection.transport}, exchange {exchange}: useful share{' '}
              <strong>{number(100 * usefulShare(dissection))}&nbsp;%</strong>
            </p>
            <button
              type="button"
              onClick={() => {
                asked.value += 1;
              }}
            >
              Read again
            </button>
          </>
        )}
      </div>
      {trouble.value && <p class="hint">{trouble.value}</p>}
      {!opened.value || !dissection ? (
        <p class="hint">Select an exchange in the lanes, with the pointer or the arrow keys: here are its bytes.</p>
      ) : (
        <div class="opened">
          <Sums {...opened.value} />
          <PartList
            dissection={dissection}
            chosen={chosen.value}
            choose={(choice) => {
              chosen.value = choice;
            }}
          />
          <Detail dissection={dissection} chosen={chosen.value} />
          <HexView
            side={dissection[chosen.value.direction]}
            chosen={chosen.value.part}
            choose={(part) => {
              chosen.value = { ...chosen.value, part };
            }}
          />
        </div>
      )}
    </section>
  );
}
