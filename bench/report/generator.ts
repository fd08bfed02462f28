import { type Result, type Round, type Row, rowLabel } from '../result/result.ts';
import { generatorLimit } from '../stage/window.ts';
import { digits, whole } from './format.ts';
import type { Section } from './summary.ts';

/** The larger of two shares, 0 to 1: time that the generator was busy, and deliveries compared with its maximum on the floor. */
const shareOf = ({ generator }: Round): number => Math.max(generator?.utilisation ?? 0, generator?.headroomUsed ?? 0);

/** @returns the highest of its rounds; `undefined` if the load came from elsewhere */
function generatorShare({ rounds }: Row): number | undefined {
  const told = rounds.filter(({ generator }) => generator?.headroomUsed !== undefined);
  return told.length > 0 ? Math.max(...told.map(shareOf)) : undefined;
}

/** In percent, for a table; a dash if the load came from elsewhere. */
export const generatorText = (row: Row): string => {
  const share = generatorShare(row);
  return share === undefined ? '–' : `${digits(Number((100 * share).toPrecision(2)))} %`;
};

/** One or two sentences: the generator's maximum, and whether a row came near it. */
export function generatorSentence({ generatorDeliveries }: Result, sections: readonly Section[]): string {
  if (generatorDeliveries === undefined) return 'The maximum of the load generator is not known.';
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
  const opening = `The load generator can receive ${whole(generatorDeliveries)} deliveries/s from the tcp arm.`;
  if (!most) return opening;
  const percent = (share: number) => `${digits(100 * share)} %`;
  const over = rows.filter(({ share }) => share > generatorLimit);
  const told =
    over.length === 0
      ? `No row but those of capacity used more than ${percent(generatorLimit)} of it or of its time; the most was ${percent(most.share)}, by ${most.name}.`
      : `${over.length} rows besides those of capacity used more than ${percent(generatorLimit)} of it or of its time, and may describe the generator rather than the server: ${over
          .slice(0, 3)
          .map(({ share, name }) => `${name} ${percent(share)}`)
          .join('; ')}${over.length > 3 ? '; and others with less' : ''}.`;
  return `${opening} ${told}`;
}
