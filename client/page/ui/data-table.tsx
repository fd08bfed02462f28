import type { ComponentChildren } from 'preact';
import './data-table.css';

/** The first cell names the row. */
type Row = readonly ComponentChildren[];

/** The numbers behind a picture. The table scrolls by itself if the page is narrow. */
export const DataTable = ({ caption, head, rows }: { caption: string; head: readonly ComponentChildren[]; rows: readonly Row[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
  // biome-ignore lint/a11y/useSemanticElements: a landmark for each table would be too many of them
  <div class="table" role="group" aria-label={caption} tabIndex={0}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((title, index) => (
            <th key={index} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells], row) => (
          <tr key={row}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              <td key={index}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
