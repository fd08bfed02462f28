import { lessonIds } from '../../../server/lab/door-paths.ts';
import { changeQuery, doorUrl } from '../place.ts';
import type { Words } from '../words/words.ts';
import { openFile, reading, trouble } from './open-run.ts';

/** Opens a file, and removes the run's name from the URL, because another run is open now. */
export function take(files: FileList | null | undefined): void {
  const file = files?.[0];
  if (!file) return;
  changeQuery('');
  void openFile(file);
}

/** Selects a run: a file, or a committed run of a lesson. @param words `undefined` until they have loaded */
export const ChooseRun = ({ words, open }: { readonly words: Words | undefined; readonly open: boolean }) => (
  <>
    <label class="file">
      <span>Open a saved run, or drop the file here:</span>{' '}
      <input type="file" accept=".json,application/json" onChange={({ currentTarget }) => take(currentTarget.files)} />
    </label>
    <p role="alert" class={trouble.value === undefined ? 'unseen' : 'warn'}>
      {trouble.value}
    </p>
    {reading.value && <p class="hint">Reading the run …</p>}
    <details open={!open} class="committed">
      <summary>A run of each lesson</summary>
      <ul class="runs-of-lessons">
        {lessonIds.map((id) => (
          <li key={id}>
            <a href={`${doorUrl('replay')}?run=${id}`}>{words?.lessons[id].title ?? id}</a>
          </li>
        ))}
      </ul>
    </details>
  </>
);
