/** Behind the button by the lanes: a chunk of its own. */
import { messageOf } from '../errors.ts';
import { notify } from '../notice.ts';
import { download, fileName } from './download.ts';
import { runAsText } from './take-run.ts';

/** Saves the run as a file, and says so. */
export async function saveRun(): Promise<void> {
  try {
    const name = fileName('json');
    download(name, new Blob([await runAsText()], { type: 'application/json' }));
    notify(`${name} is in your downloads. It opens at Replay, without a server behind it.`);
  } catch (error) {
    notify(`The run was not saved: ${messageOf(error)}.`);
  }
}
