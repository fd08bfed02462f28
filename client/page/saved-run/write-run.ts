/** Formats a run as the text of a file. Pure. */
import { transportNames } from '../../../server/stream/protocol.ts';
import type { TrackRecord } from '../track/records.ts';
import { numbers } from '../track/ring.ts';
import { type Cell, cellsOfLane, cellsOfPage, changesOf, laneColumns, pageColumns } from './cells.ts';
import { encodeTexts, textOfBytes } from './front-coding.ts';
import type { Moment } from './moments.ts';
import { type SavedRun, schema, startOf, version } from './saved-run.ts';

const [at, ...others] = numbers;

/** Columns of a record, in the order of the files. */
export const recordColumns = [at, 'kind', 'lane', ...others] as const satisfies readonly (keyof TrackRecord)[];

/** A time in epoch milliseconds has no more than four decimal places: a double has steps of 1/4096. */
const fine = (value: number): number => Number(value.toFixed(4));

/** Without trailing zeros. */
function rowOf(record: TrackRecord, start: number): Cell[] {
  const cells: (string | number | null)[] = [fine(record.at - start), record.kind, record.lane ?? null, ...others.map((name) => fine(record[name]))];
  while (cells.at(-1) === 0) cells.pop();
  return cells;
}

/** A moment as its changes since the previous one: time, page, and a list for each lane. */
function rowsOf(moments: readonly Moment[], start: number): Cell[][][] {
  let before: readonly Cell[][] = [];
  return moments.map((moment) => {
    const now = [cellsOfPage(moment), ...transportNames.map((name) => cellsOfLane(moment.lanes[name], moment.page))];
    const changes = now.map((cells, index) => changesOf(before[index], cells));
    before = now;
    return [[fine(moment.at - start)], ...changes];
  });
}

const lines = (rows: readonly unknown[]): string => `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n ]`;

/** The text of the file: JSON, with a line for each record, moment and exchange. */
export function formatRun(run: SavedRun): string {
  const { taken, records, moments, exchanges, browser, reader, settings, lesson, loads } = run;
  const start = Math.floor(startOf(run));
  const texts = encodeTexts(exchanges.flatMap(({ up, down }) => [textOfBytes(up), textOfBytes(down)]));
  const rows = exchanges.map((one, index) => [one.exchange, fine(one.at - start), one.cut, texts[2 * index], texts[2 * index + 1]]);
  const head = { schema, version, taken: new Date(taken).toISOString(), start, end: fine(taken - start), browser, reader, settings, lesson };
  const columns = { records: recordColumns, page: pageColumns, lane: laneColumns, lanes: transportNames };
  const parts = [
    `"loads": ${lines(loads)}`,
    `"records": ${lines(records.map((record) => rowOf(record, start)))}`,
    `"moments": ${lines(rowsOf(moments, start))}`,
    `"exchanges": ${lines(rows)}`,
  ];
  return `${JSON.stringify({ ...head, columns }, null, 1).slice(0, -2)},\n ${parts.join(',\n ')}\n}\n`;
}
