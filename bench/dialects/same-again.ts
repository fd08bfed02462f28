import type { Dialect } from './dialect.ts';

const polls: Dialect['polling'] = { resumes: false, ask: (path) => ({ path, fields: [] }) };

/** Repeats the same request, whatever the answer: for load, and for servers without cursors. */
export const sameAgain: Dialect = { name: 'same-again', about: 'polls without a cursor', polling: polls, 'long-polling': polls };
