import { number } from '../numbers.ts';
import { NamedShape } from '../ui/transport-mark.tsx';
import { Detail } from './detail.tsx';
import { usefulShare } from './dissection.ts';
import { HexView } from './hex-view.tsx';
import { type Choice, PartList } from './part-list.tsx';
import { Sums } from './sums.tsx';
import { type SelectedExchange, useExchange } from './use-exchange.ts';
import './inspector.css';

/** The exchange, and the share of notifications in it. */
const Title = ({ opened: { value }, readAgain }: SelectedExchange) =>
  value && (
    <>
      <p>
        <NamedShape of={value.dissection.transport} />, exchange {value.exchange}
        {value.lane !== value.dissection.transport && `, with which ${value.lane} begins`}: payload share{' '}
        <strong>{number(100 * usefulShare(value.dissection))}&nbsp;%</strong>
      </p>
      <button type="button" onClick={readAgain}>
        Reload
      </button>
    </>
  );

/** Its sums, its parts, and its bytes. */
function Opened({ opened: { value }, chosen }: SelectedExchange) {
  if (!value) return <p class="hint">Select an exchange in the lanes with the mouse or the arrow keys to see its bytes.</p>;
  const { dissection, cut } = value;
  const choose = (choice: Choice) => {
    chosen.value = choice;
  };
  return (
    <div class="opened">
      <Sums dissection={dissection} cut={cut} />
      <PartList dissection={dissection} chosen={chosen.value} choose={choose} />
      <Detail dissection={dissection} chosen={chosen.value} />
      <HexView side={dissection[chosen.value.direction]} chosen={chosen.value.part} choose={(part) => choose({ ...chosen.value, part })} />
    </div>
  );
}

/** Bytes of the exchange that is selected in the lanes. */
export function Inspector() {
  const exchange = useExchange();
  return (
    <section class="inspector" aria-labelledby="inspector-title" aria-busy={exchange.busy}>
      <div class="heading">
        <h2 id="inspector-title">Inspector</h2>
        <Title {...exchange} />
      </div>
      {exchange.trouble.value && <p class="hint">{exchange.trouble.value}</p>}
      <Opened {...exchange} />
    </section>
  );
}
