import { measures } from '../../result/measures.ts';
import { claimSentence, claimTitle } from '../claim.ts';
import { generatorSentence } from '../generator.ts';
import { answersFirst, headline } from '../headline.ts';
import { pathTable, pathTitle } from '../path-table.ts';
import { headlineTable, mainTables, measureTable } from '../result-tables.ts';
import { intervalSentence, ruleSentence, runSentence } from '../sentences.ts';
import type { Section, Summary } from '../summary.ts';
import { agreementSentence, agreementTables, agreementTitle, claimTables } from '../theory-tables.ts';
import { verdictMap } from '../verdict-map.ts';
import { pathCostTable, placeTable, verdictSentences } from '../verdict-tables.ts';
import { verdicts } from '../verdicts.ts';
import { Table } from './cell-table.tsx';
import { chartChapters } from './chart-chapters.tsx';
import { mapFigure, seriesFigures } from './figures.tsx';
import { claims, method } from './method.ts';
import { Chapter, Contents, Facts, Items, idOf, Prose } from './parts.tsx';
import { VerdictFigure } from './verdict-figure.tsx';

/** The pattern of framing bytes, which differs by more than its shade. */
const Hatch = () => (
  <svg class="definitions" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="5" height="5" />
        <line class="hatch-line" x1="0" y1="0" x2="0" y2="5" />
      </pattern>
    </defs>
  </svg>
);

/** The answer in sentences with their conditions, then all of it in one table. */
function Verdict({ of: summary }: { of: Summary }) {
  if (!answersFirst(summary.result)) return null;
  const table = headlineTable(headline(summary));
  return (
    <Chapter title="Verdict">
      <ul class="verdicts">
        {verdicts(summary).map(({ measure, sentence, conditions }) => (
          <li>
            <a href={`#${idOf(measures[measure].title)}`}>{measures[measure].title}</a>
            <Prose text={sentence} />
            <Prose text={conditions} kind="note" />
          </li>
        ))}
      </ul>
      <Table of={table} />
      {table.notes?.map((note) => (
        <Prose text={note} kind="note" />
      ))}
    </Chapter>
  );
}

/** The points of a slope and the cells of a map are folded away. */
function Measure({ of: section }: { of: Section }) {
  const map = mapFigure(section);
  const main = map ? [] : mainTables(section);
  const rest = section.tables.filter((table) => !main.includes(table));
  return (
    <Chapter title={section.info.title}>
      <Prose text={section.info.question} />
      {main.map(measureTable).map((table) => (
        <>
          <Prose text={table.notes?.[0] ?? ''} kind="verdict" />
          <Table of={table} />
          <Prose text={table.notes?.[1] ?? ''} kind="note" />
        </>
      ))}
      {map}
      {seriesFigures(section)}
      {rest.length > 0 && (
        <details>
          <summary>{`${rest.length} tables with every condition`}</summary>
          {rest.map(measureTable).map((table) => (
            <Table of={table} />
          ))}
        </details>
      )}
      <Prose text={`Limits: ${section.info.lie}`} kind="note" />
    </Chapter>
  );
}

const Method = ({ of: summary }: { of: Summary }) => (
  <Chapter title="How it was measured, and what it cannot support">
    <Facts of={summary.result} />
    <Items list={method} />
    <Prose text={generatorSentence(summary.result, summary.sections)} />
    <Prose text={intervalSentence(summary)} />
    <Prose text={ruleSentence(summary)} />
    <h3>Claims that this report cannot support</h3>
    <Items list={claims} />
  </Chapter>
);

/** The bytes on each path, and where that changes the verdict. */
function Paths({ of: summary }: { of: Summary }) {
  const table = pathTable(summary);
  const map = verdictMap([summary.result]);
  const sentences = map ? verdictSentences(map) : [];
  return table ? (
    <Chapter title={pathTitle}>
      {sentences.map((sentence) => (
        <Prose text={sentence} />
      ))}
      {map && <VerdictFigure of={map} sentence={sentences[0] ?? ''} />}
      {map && [pathCostTable(map), placeTable(map)].map((one) => <Table of={one} />)}
      <Table of={table} />
      {table.notes?.map((note) => (
        <Prose text={note} kind="note" />
      ))}
    </Chapter>
  ) : null;
}

const Theory = ({ of: { agreements } }: { of: Summary }) => (
  <>
    {agreements.length > 0 && (
      <Chapter title={agreementTitle}>
        <Prose text={agreementSentence} />
        {agreementTables(agreements).map((table) => (
          <Table of={table} />
        ))}
      </Chapter>
    )}
    <Chapter title={claimTitle}>
      <Prose text={claimSentence} />
      {claimTables().map((table) => (
        <Table of={table} />
      ))}
    </Chapter>
  </>
);

/** The whole report: the answer first, then its evidence. */
export function Body({ of: summary }: { of: Summary }) {
  const charts = chartChapters(summary);
  return (
    <>
      <Hatch />
      <h1>What each transport costs</h1>
      <Prose text={runSentence(summary)} kind="lead" />
      <Contents charts={charts} of={summary} />
      <Verdict of={summary} />
      {charts.map(({ title, content }) => (
        <Chapter title={title}>{content}</Chapter>
      ))}
      {summary.sections.map((section) => (
        <Measure of={section} />
      ))}
      <Paths of={summary} />
      <Theory of={summary} />
      <Chapter title="Warnings">{summary.warnings.length > 0 ? <Items list={summary.warnings} /> : <Prose text="None." />}</Chapter>
      <Method of={summary} />
      <Chapter title="The raw result">
        <Prose text="All rounds, censuses and histograms, as the bench wrote them." />
        <button id="download" type="button">
          Save the JSON
        </button>
      </Chapter>
    </>
  );
}
