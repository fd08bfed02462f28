/** One page on each transport: how it speaks, what it costs, where it ends, when to take it. */
import { markedName } from '../../bench/result/identity.ts';
import type { Result } from '../../bench/result/result.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { quantity } from '../page/words/format.ts';
import { figuresOf } from './figures.ts';
import { Sequence } from './sequence.tsx';
import { Sheet } from './sheet.tsx';
import { fill, type Said } from './words.ts';

interface TransportProps {
  readonly name: TransportName;
  readonly said: Said;
  readonly result: Result;
}

function Numbers({ name, said: { paper, page, marks }, result }: TransportProps) {
  const words = paper.transports;
  const { delays, model, counted, idle } = figuresOf(result, name);
  const text = (value: number, unit: string) => quantity(value, unit, page.language);
  const rows = [
    ...delays.map(({ rtt, median, late }) => [
      words.delay,
      fill(words.distance, { rtt: text(rtt, 'ms') }),
      `${text(median, 'ms')}${marks.semicolon}${text(late, 'ms')}`,
    ]),
    [words.each, words.model, text(model, 'B')],
    [words.each, words.counted, text(counted, 'B')],
    [words.idle, '', text(idle, 'B')],
  ];
  return (
    <table class="numbers">
      <tbody>
        {rows.map(([what, where, value]) => (
          <tr>
            <th>{what}</th>
            <td>{where}</td>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const List = ({ title, items }: { readonly title: string; readonly items: readonly string[] }) => (
  <article>
    <h2>{title}</h2>
    <ul>
      {items.map((item) => (
        <li>{item}</li>
      ))}
    </ul>
  </article>
);

function TransportSheet(props: TransportProps & { readonly title: string }) {
  const { name, said, result, title } = props;
  const words = said.paper.transports;
  const own = words[name];
  const { cpu, cores, node } = result.environment;
  const source = fill(words.source, { machine: `${cpu}, ${cores} ×, Node ${node}`, commit: result.commit.slice(0, 12) });
  return (
    <Sheet kind={title} title={name} page={`${transportNames.indexOf(name) + 1}/${transportNames.length}`}>
      <h1>{markedName(name)}</h1>
      <p class="question">{own.what}</p>
      <div class="grow">
        <Sequence name={name} words={words} />
      </div>
      <h2>{words.numbersTitle}</h2>
      <Numbers {...props} />
      <p class="hint">
        {source} <code>{result.command}</code>
      </p>
      <List title={words.limitsTitle} items={own.limits} />
      <div class="beside">
        <List title={words.chooseTitle} items={own.choose} />
        <List title={words.avoidTitle} items={own.avoid} />
      </div>
    </Sheet>
  );
}

export const Transports = ({ said, result }: { readonly said: Said; readonly result: Result }) => (
  <>
    {transportNames.map((name) => (
      <TransportSheet {...{ name, said, result }} title={said.paper.contents.transports} />
    ))}
  </>
);
