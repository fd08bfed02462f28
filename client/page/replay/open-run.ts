/** Opens files as runs, with a sentence for each error. */
import { signal } from '@preact/signals';
import { messageOf } from '../errors.ts';
import { labUrl } from '../lab-url.ts';
import { readRun, tooLarge } from '../saved-run/read-run.ts';
import { mostBytes } from '../saved-run/saved-run.ts';
import { openRun, pause } from './player.ts';

/** Why the last file was not opened; `undefined` if it was. */
export const trouble = signal<string | undefined>(undefined);
/** A file is being read. */
export const reading = signal(false);

let turn = 0;

/** Reads a run, unless another one is requested meanwhile. @param load throws Error with a sentence */
async function open(name: string, load: () => Promise<Blob>): Promise<void> {
  turn += 1;
  const mine = turn;
  pause();
  [trouble.value, reading.value] = [undefined, true];
  try {
    const content = await load();
    if (content.size > mostBytes) throw tooLarge(content.size);
    const run = readRun(await content.text());
    if (mine === turn) openRun(name, run);
  } catch (error) {
    if (mine === turn) trouble.value = `${name}: ${messageOf(error)}`;
  } finally {
    if (mine === turn) reading.value = false;
  }
}

/** Opens a file that was chosen or dropped. */
export const openFile = (file: File): Promise<void> => open(file.name, () => Promise.resolve(file));

/** Opens a committed run, which is served beside the page. */
export const openNamed = (name: string): Promise<void> =>
  open(name, async () => {
    if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new Error('Expected the name of a run: letters from a to z, digits and hyphens.');
    const response = await fetch(labUrl(`runs/${name}.json`));
    if (!response.ok) throw new Error(`There is no run of this name beside this page (${response.status}). Open a file instead.`);
    return response.blob();
  });
