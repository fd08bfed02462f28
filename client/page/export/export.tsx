import { useSignal } from '@preact/signals';
import { CopyLine } from '../copy-line.tsx';
import { clock, frozen, loads, settings, summaries, track } from '../lab.ts';
import { benchLine } from './bench-line.ts';
import { formatRunCsv, formatRunJson, type Run } from './run-files.ts';
import './export.css';

/** The lanes as a picture; the page hands them over, because it draws them. */
export interface LanePictures {
  /** A whole SVG document. */
  readonly svg: () => string;
  readonly png: () => Promise<Blob>;
}

const run = (): Run => ({
  taken: frozen.peek() ?? performance.timeOrigin + performance.now() + (clock.peek()?.offset ?? 0),
  clockError: clock.peek()?.error ?? null,
  browser: navigator.userAgent,
  settings: settings.peek(),
  summaries: summaries.peek(),
  loads: loads.peek(),
  track,
});

/** Gives it to the browser as a download. */
function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

const text = (content: string, type: string) => Promise.resolve(new Blob([content], { type }));

/** Every way to take the run along. */
export function Export({ pictures }: { pictures?: LanePictures | undefined }) {
  const said = useSignal('');
  const { line, notes } = benchLine(settings.value);
  const files: readonly (readonly [ending: string, what: string, make: () => Promise<Blob>])[] = [
    ['json', 'Save the run as JSON', () => text(formatRunJson(run()), 'application/json')],
    ['csv', 'Save the records as CSV', () => text(formatRunCsv(run()), 'text/csv')],
    ...(pictures
      ? ([
          ['svg', 'Save the lanes as SVG', () => text(pictures.svg(), 'image/svg+xml')],
          ['png', 'Save the lanes as PNG', pictures.png],
        ] as const)
      : []),
  ];
  const give = async (ending: string, make: () => Promise<Blob>) => {
    const name = `transport-lab-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${ending}`;
    try {
      save(name, await make());
      said.value = `${name} is in your downloads.`;
    } catch (error) {
      said.value = `It could not be saved: ${(error as Error).message}.`;
    }
  };
  return (
    <section class="export" aria-labelledby="export-title">
      <h2 id="export-title">Take it along</h2>
      <p class="hint">The last 60 s of records with the settings and the sums. Freeze first to keep what you see.</p>
      <p class="buttons">
        {files.map(([ending, what, make]) => (
          <button key={ending} type="button" onClick={() => void give(ending, make)}>
            {what}
          </button>
        ))}
      </p>
      <p class="hint" role="status">
        {said.value}
      </p>
      <CopyLine where="The same setting, measured by the bench" code={line} />
      {notes.map((note) => (
        <p key={note} class="hint">
          {note}
        </p>
      ))}
      <p>
        <a href="/report">Open the newest report of the bench</a>
      </p>
    </section>
  );
}
