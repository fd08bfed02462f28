import type { Dialect } from './dialect.ts';
import { lab } from './lab.ts';
import { nchan } from './nchan.ts';
import { plain } from './plain.ts';
import { sameAgain } from './same-again.ts';
import { socketIo } from './socket-io.ts';

/** The one list of dialects, for command line, clients and contract tests. */
export const dialects: readonly Dialect[] = [plain, nchan, socketIo, lab];

export function dialectNamed(name: string): Dialect {
  const found = [...dialects, sameAgain].find((dialect) => dialect.name === name);
  if (!found) throw new RangeError(`There is no dialect ${name}.`);
  return found;
}
