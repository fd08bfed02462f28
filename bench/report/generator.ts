import { type Result, type Round, type Row, rowLabel } from '../result/result.ts';
import { generatorLimit } from '../stage/window.ts';
import { digits, whole } from './format.ts';
import type { Section } from './summary.ts';

/** The larger of what the generator was busy, and of what it took against what it can take from the floor; 0 to 1. */
const shareOf = ({ generator }: Round): number => Math.max(generator?.utilisation ?? 0, generator?.headroomUsed ?? 0);

/** @returns the most of its rounds; `undefined` where the load came from elsewhere */
function generatorShare({ rounds }: Row): number | undefined {
  const told = rounds.filter(({ generator }) => generator?.headroomUsed !== undefined);
  return told.length > 0 ? Math.max(...told.map(shareOf)) : undefined;
}

/** In percent, for a table; a dash where the load came from elsewhere. */
export const generatorText = (row: Row): string => {
  const share = generatorShare(row);
  return share === undefined ? '–' : `${digits(Number((100 * share).toPrecision(2)))} %`;
};

/** One or two sentences: what the generator can take, and whether a row came near to it. */
export function generatorSentence({ generatorDeliveries }: Result, sections: readonly Section[]): string {
  if (generatorDeliveries === undefined) return 'What the load generator can take is not known.';
  const rows = sections
    .filter(({ name }) => name !== 'capacity')
    .flatMap(({ info, tables }) =>
      tables
        .filter(({ slopes }) => !slopes)
        .flatMap((table) => table.rows.map(({ source }) => ({ source, where: `${info.title}, ${table.caption}` }))),
    )
    .flatMap(({ source, where }) => {
      const share = generatorShare(source);
      return share === undefined ? [] : [{ share, name: `${rowLabel(source)} (${where})` }];
    })
    .sort((one, other) => other.share - one.share);
  const [most] = rows;
  const opening = `The load generator can take ${whole(generatorDeliveries)} deliveries/s from the tcp arm.`;
  if (!most) return opening;
  const percent = (share: number) => `${digits(100 * share)} %`;
  const over = rows.filter(({ share }) => share > generatorLimit);
  const told =
    over.length === 0
      ? `No row but those of capacity used more than ${percent(generatorLimit)} of it or of its time; the most was ${percent(most.share)}, by ${most.name}.`
      : `${over.length} rows besides those of capacity used more than ${percent(generatorLimit)} of it or of its time, and may say more about it than about the server: ${over
          .slice(0, 3)
          .map(({ share, name }) => `${name} ${percent(share)}`)
          .join('; ')}${over.length > 3 ? '; and others with less' : ''}.`;
  return `${opening} ${told}`;
}
