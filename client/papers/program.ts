import type { Program } from '../../server/lab/command-line/program.ts';

export const papersProgram = {
  command: 'npm run lessons:docs --',
  summary: 'Writes docs/lessons: worksheets, keys, time plans and a page on each transport, in every language, from the data of the lessons.',
  options: {},
} satisfies Program;
