import { createElement } from 'preact';
import { drawVerdictMap } from '../../../bench/result/verdict-drawing.ts';
import { DataTable } from '../ui/data-table.tsx';
import data from './verdict.json' with { type: 'json' };
import './verdict.css';

/** Pixels of the picture: one for wide pages, and one for phones, where the text of the first would be too small. */
const widths = ['wide', 'narrow'] as const;
const pixels = { wide: 620, narrow: 340 } as const;

/** TypeScript reads strings of a JSON file without their literal types. */
const places = data.places.map((place) => ({ ...place, cheaper: place.cheaper === 'polling' ? ('polling' as const) : ('sse' as const) }));

const Picture = ({ width, kind }: { readonly width: number; readonly kind: string }) => {
  const { height, shapes } = drawVerdictMap(data.paths, places, width);
  return (
    <svg class={kind} viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={data.sentences[0]}>
      {shapes.map(({ tag, attributes, text }) => createElement(tag, attributes, text))}
    </svg>
  );
};

/** The rate from which on polling takes fewer bytes than a push: without a proxy, over HTTP/2, and with compression. Below it, what remains of the claim “500 to 1”. */
export const Verdict = () => (
  <section class="verdict-map" aria-labelledby="verdict-title">
    <h2 id="verdict-title">What changes the verdict</h2>
    {data.sentences.map((sentence) => (
      <p key={sentence}>{sentence}</p>
    ))}
    <figure>
      {widths.map((kind) => (
        <Picture key={kind} width={pixels[kind]} kind={kind} />
      ))}
      <figcaption class="hint">
        Both axes are logarithmic. A mark is a place that was measured, with the shape of who took fewer bytes; marks of one place stand in the order
        of the table.
      </figcaption>
    </figure>
    <details>
      <summary>The same in numbers</summary>
      <DataTable {...data.lines} />
      <DataTable {...data.marks} />
    </details>
    <details>
      <summary>“WebSocket saves 500 to 1”, at each layer</summary>
      <p>{data.claimSentence}</p>
      <DataTable {...data.claim} />
    </details>
    <p class="hint">
      Measured by{' '}
      {data.runs.map(({ command, commit, started }) => (
        <span key={command}>
          <code>{command}</code> at commit {commit} on {started};{' '}
        </span>
      ))}
      lines by the model.
    </p>
  </section>
);
