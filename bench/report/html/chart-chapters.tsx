import type { ComponentChildren } from 'preact';
import type { Markup } from '../charts/svg.ts';
import { mainTables } from '../result-tables.ts';
import type { Section, Summary } from '../summary.ts';
import { costFigures, dotsFigure, ecdfFigure, stackFigure } from './figures.tsx';
import { Prose } from './parts.tsx';

/** A chapter of figures. */
interface ChartChapter {
  readonly title: string;
  /** Its name in the contents. */
  readonly short: string;
  readonly content: ComponentChildren;
}

/** Two side by side on paper, because one alone would leave half of a page empty. */
const pairs = (figures: readonly Markup[]): Markup => {
  const drawn = figures.filter(Boolean);
  return drawn.length === 0 ? null : <div class="print-pair">{drawn}</div>;
};

/** Every run behind the medians. */
function dotsOf(sections: readonly Section[]): ComponentChildren {
  const told = sections.filter(({ tables }) => tables.length <= 3 || tables.some(({ slopes }) => slopes));
  const dots = told.flatMap((section) =>
    mainTables(section).map((table) => (
      <div>
        <h3>{section.info.title}</h3>
        {dotsFigure(table)}
      </div>
    )),
  );
  if (dots.length === 0) return null;
  return (
    <>
      <Prose text="Each dot is a round, the shape their median, a hollow shape the identical twin, a bar the model's value." kind="note" />
      {pairs(dots)}
    </>
  );
}

const isThere = ({ content }: ChartChapter): boolean => (Array.isArray(content) ? content.some(Boolean) : Boolean(content));

/** The most important charts, and every run behind them; charts without data are left out. */
export function chartChapters({ sections }: Summary): readonly ChartChapter[] {
  const tablesOf = (name: Section['name']) => sections.filter((one) => one.name === name).flatMap(({ tables }) => tables);
  const all: readonly ChartChapter[] = [
    { title: 'Latency, whole', short: 'Latency chart', content: pairs(tablesOf('latency').map(ecdfFigure)) },
    { title: 'Bytes, by purpose', short: 'Bytes chart', content: pairs(tablesOf('bytes').map(stackFigure)) },
    { title: 'Cost against clients', short: 'Cost chart', content: costFigures(sections) },
    { title: 'Every run', short: 'Every run', content: dotsOf(sections) },
  ];
  return all.filter(isThere);
}
