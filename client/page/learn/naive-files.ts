/** The files to repair, unchanged, loaded on demand. */
import compressed from '../../../server/lab/apparatus/naive/compressed.ts?url';
import forgetful from '../../../server/lab/apparatus/naive/forgetful.ts?url';
import queue from '../../../server/lab/apparatus/naive/queue.ts?url';
import { readSource } from '../code/source-file.ts';

const urls: Readonly<Record<string, string>> = { 'compressed.ts': compressed, 'forgetful.ts': forgetful, 'queue.ts': queue };

/** Without the comment in front of a function, which tells where it stands. @throws Error without an answer */
export const readNaive = (file: string): Promise<string> => readSource({ path: `server/lab/apparatus/naive/${file}`, url: urls[file] ?? '' });
