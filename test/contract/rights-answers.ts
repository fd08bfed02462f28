import type { Authorize } from '../../server/stream/index.ts';
import { rightsOf } from './rights-support.ts';

const later: Authorize = async (request) => {
  await new Promise((resolve) => setImmediate(resolve));
  return rightsOf(request);
};

/** Rights as somebody else tells them at once, or later. */
export const answers: [how: string, authorize: Authorize][] = [
  ['at once', rightsOf],
  ['later', later],
];
