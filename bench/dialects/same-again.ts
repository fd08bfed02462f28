import type { Dialect } from './dialect.ts';

const polls: Dialect['polling'] = { resumes: false, ask: (path) => ({ path, fields: [] }) };

/** Asks the same question again, whatever is answered: for load, and for servers that know no cursor. */
export const sameAgain: Dialect = { name: 'same-again', about: 'polls without a cursor', polling: polls, 'long-polling': polls };
