import { identities } from '../../result/identity.ts';
import { type Cell, type CellTable, type Head, inParts } from '../cells.ts';

/** Columns that fit on a page, also in print. */
const most = 12;

const Small = ({ text }: { text: string | undefined }) => (text ? <small>{text}</small> : null);

/** A unit may break behind its slash where the paper is narrow. */
const Unit = ({ of: unit = '' }: { of: string | undefined }) => {
  const [first, ...others] = unit.split('/');
  return (
    unit && (
      <small>
        {first}
        {others.map((part) => (
          <>
            /<wbr />
            {part}
          </>
        ))}
      </small>
    )
  );
};

const Content = ({ value, spread, note, detail, mark, arm }: Cell) => (
  <>
    {arm !== undefined && (
      <span class={`glyph ${arm}`} aria-hidden="true">
        {identities[arm].glyph}
      </span>
    )}
    {mark === 'best' ? <span class="win">{value}</span> : mark === 'wrong' ? `✗ ${value}` : value}
    <Small text={note} />
    <Small text={spread} />
    <Small text={detail} />
  </>
);

const classOf = (head: Head | undefined, { mark }: Cell): string | undefined =>
  [head?.align === 'left' ? 'text' : '', mark === 'wrong' ? 'wrong' : ''].filter(Boolean).join(' ') || undefined;

/** One table; it scrolls by itself where the page is narrow. */
const Part = ({ caption, heads, rows }: CellTable) => (
  // biome-ignore lint/a11y/useSemanticElements: a section would get a place in the outline
  <div class="scroll" tabindex={0} role="region" aria-label={caption}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {heads.map(({ title, unit, align }) => (
            <th scope="col" class={align === 'left' ? 'text' : undefined}>
              {title}
              <Unit of={unit} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...others]) => (
          <tr>
            <th scope="row">{first && <Content {...first} />}</th>
            {others.map((cell, index) => (
              <td class={classOf(heads[index + 1], cell)}>
                <Content {...cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** A table of cells. Columns that do not fit stand in further tables below. The caller places its notes. */
export const Table = ({ of: table }: { of: CellTable }) => (
  <>
    {inParts(table, most).map((part) => (
      <Part {...part} />
    ))}
  </>
);
