import { transportNames } from '../../server/stream/protocol.ts';
import { bar, type Conclusion, offMedian } from './conclusion.ts';
import type { FirstVisits } from './result.ts';
import type { Visit } from './visit.ts';

const cells = (...texts: readonly (string | number)[]): string => texts.map((text) => String(text).padStart(14)).join('');
const percent = (share: number): string => (100 * share).toFixed(1);
const verdict = (held: boolean, what: string): string => `${held ? 'Held' : 'Not held'}: ${what}.`;

/** A row for each visit, marked if polling differs from the median by more than it may. */
const rowsOf = (visits: readonly Visit[], { headlines }: Conclusion): string[] => [
  cells('visit', ...transportNames, 'off, %', 'seconds'),
  ...visits.map(({ headlines: told, after }, index) => {
    const off = offMedian(told.polling, headlines.polling.median);
    return cells(index + 1, ...transportNames.map((name) => told[name]), `${percent(off)}${off <= bar ? '' : ' !'}`, after);
  }),
  cells('median, ms', ...transportNames.map((name) => headlines[name].median)),
  cells('furthest, %', ...transportNames.map((name) => percent(headlines[name].furthest))),
];

/** How busy the machine was: the mean number of processes that ran or wanted to in the last five minutes, this run's own among them, and how many processors there are for them. */
export interface Load {
  readonly processes: number;
  readonly processors: number;
}

/** On a busy machine the delays themselves change from visit to visit. */
const busyNote = ({ processes, processors }: Load): readonly string[] =>
  processes > processors
    ? [
        `The machine was busy: ${processes.toFixed(1)} processes wanted its ${processors} processors in the last five minutes. Repeat this while it has nothing else to do.`,
      ]
    : [];

export function textOf({ visits, conclusion, switching }: FirstVisits, load: Load): string {
  const { orders, sentences, sentence, held } = conclusion;
  const { crosses, wrong, missing, doubled } = switching;
  const lines = [
    ...rowsOf(visits, conclusion),
    '',
    ...orders,
    ...sentences,
    `Its numbers: ${sentence.map(({ median, furthest }) => `${median} ± ${percent(furthest)} %`).join(', ') || 'of different sentences'}.`,
    verdict(held, `polling and the numbers of the sentence within ${100 * bar} % of their medians, one order, and one sentence`),
    ...(held ? [] : busyNote(load)),
    verdict(
      switching.held,
      `R, 4, 1: ${crosses} pixels of crosses, ${missing} missing, ${doubled} doubled, went wrong: ${wrong.join('; ') || 'nothing'}`,
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
