import type { Authorize } from '../../server/stream/index.ts';
import { rightsOf } from './rights-support.ts';

const later: Authorize = async (request) => {
  await new Promise((resolve) => setImmediate(resolve));
  return rightsOf(request);
};

/** The rights, returned at once or by a promise. */
export const answers: [how: string, authorize: Authorize][] = [
  ['at once', rightsOf],
  ['later', later],
];
