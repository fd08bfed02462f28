import { useSignal } from '@preact/signals';
import { messageOf } from '../errors.ts';
import { summaries, track } from '../lab.ts';
import { frozenPicture } from '../lanes/picture.ts';
import { doorUrl } from '../place.ts';
import { settings } from '../settings/store.ts';
import { clock, serverNow } from '../telemetry/clock.ts';
import { loads } from '../telemetry/telemetry.ts';
import { scanOf } from '../track/records.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { benchLine } from './bench-line.ts';
import { lanesAsPng, lanesAsSvg } from './lane-pictures.ts';
import { formatRunCsv, formatRunJson, type Run } from './run-files.ts';
import './export.css';

/** What is frozen, or the last minute. */
function run(): Run {
  const still = frozenPicture();
  return {
    taken: still?.at ?? serverNow(),
    clockError: clock.peek()?.error ?? null,
    browser: navigator.userAgent,
    settings: settings.peek(),
    summaries: summaries.peek(),
    loads: loads.peek(),
    track: still ? scanOf(still.records) : track,
  };
}

/** Gives it to the browser as a download. */
function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

const text = (content: string, type: string) => Promise.resolve(new Blob([content], { type }));

const files: readonly (readonly [ending: string, what: string, make: () => Promise<Blob>])[] = [
  ['json', 'Save the run as JSON', () => text(formatRunJson(run()), 'application/json')],
  ['csv', 'Save the records as CSV', () => text(formatRunCsv(run()), 'text/csv')],
  ['svg', 'Save the lanes as SVG', () => text(lanesAsSvg(), 'image/svg+xml')],
  ['png', 'Save the lanes as PNG', lanesAsPng],
];

/** Every way to take the run along. */
export function Export() {
  const status = useSignal('');
  const { line, notes } = benchLine(settings.value);
  const give = async (ending: string, make: () => Promise<Blob>) => {
    const name = `transport-lab-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${ending}`;
    try {
      save(name, await make());
      status.value = `${name} is in your downloads.`;
    } catch (error) {
      status.value = `Not saved: ${messageOf(error)}.`;
    }
  };
  return (
    <section class="export" aria-labelledby="export-title">
      <h2 id="export-title">Export</h2>
      <p class="hint">Saves the records of the last 60 s with settings and totals. Freeze the lanes first to save what you see.</p>
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
