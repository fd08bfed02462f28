import { useSignal } from '@preact/signals';
import { messageOf } from '../errors.ts';
import { shownTrack } from '../lanes/picture.ts';
import { doorUrl } from '../place.ts';
import { settings } from '../settings/store.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { benchLine } from './bench-line.ts';
import { download, fileName } from './download.ts';
import { lanesAsPng, lanesAsSvg } from './lane-pictures.ts';
import { formatRunCsv } from './run-files.ts';
import { runAsText } from './take-run.ts';
import './export.css';

const text = (content: string, type: string) => new Blob([content], { type });

const files: readonly (readonly [ending: string, what: string, make: () => Promise<Blob>])[] = [
  ['json', 'Save the run as JSON', async () => text(await runAsText(), 'application/json')],
  ['csv', 'Save the records as CSV', async () => text(formatRunCsv(shownTrack()), 'text/csv')],
  ['svg', 'Save the lanes as SVG', async () => text(lanesAsSvg(), 'image/svg+xml')],
  ['png', 'Save the lanes as PNG', lanesAsPng],
];

/** @returns what came of it */
async function save(ending: string, make: () => Promise<Blob>): Promise<string> {
  const name = fileName(ending);
  try {
    download(name, await make());
    return `${name} is in your downloads.`;
  } catch (error) {
    return `Not saved: ${messageOf(error)}.`;
  }
}

/** All ways to save the run. */
export function Export() {
  const status = useSignal('');
  const { line, notes } = benchLine(settings.value);
  const give = async (ending: string, make: () => Promise<Blob>) => {
    status.value = await save(ending, make);
  };
  return (
    <section class="export" aria-labelledby="export-title">
      <h2 id="export-title">Export</h2>
      <p class="hint">
        Saves the last 60 s. Freeze the lanes first to save what you see. The JSON opens at{' '}
        <a href={doorUrl('replay')} target="_self">
          Replay
        </a>
        , with lanes, cards and bytes as they were.
      </p>
      <p class="buttons">
        {files.map(([ending, what, make]) => (
          <button key={ending} type="button" onClick={() => void give(ending, make)}>
            {what}
          </button>
        ))}
      </p>
      <p class="hint" role="status">
        {status.value}
      </p>
      <CopyLine where="Bench command for the same settings" code={line} />
      {notes.map((note) => (
        <p key={note} class="hint">
          {note}
        </p>
      ))}
      <p>
        <a href={doorUrl('report')}>Open the latest bench report</a>
      </p>
    </section>
  );
}
